import { Reason, Refusal } from "mote-mqtt";
import { deepEqual, equal, throws } from "../../assert.js";
import { concat, hex } from "../../bytes.js";
import { PRESENT } from "../../mqtt311/host.js";
import { broken, drained, give, payload, publisher } from "../large-messages.js";

/** The packet before a payload of 250 bytes. */
const HEAD = '32 FF 01 00 01 "a" 00 01';

/** Invalid answers of a source. */
const ANSWERS = Object.freeze({
	"gives up": () => -1,
	"returns nothing": () => {},
	"returns text": () => "7",
	"returns a fraction": () => 1.5,
	"returns what is no number": () => Number.NaN,
	"returns more than it was asked for": () => 33,
	"returns more than is left": (offset, _into, most) => (offset < 224 ? most : 27),
});

// After `await`, nothing else is on a device's small stack.

describe("The source of a large message", () => {
	it('may answer "later", and resume() continues', async () => {
		await undefined;
		const host = publisher(1);
		let later = 2;
		let asked = 0;
		host.large.resume();
		host.large.publishFrom(host.topic, 250, (offset, into, most) => {
			asked++;
			return later-- > 0 ? 0 : give(offset, into, most);
		});
		// It is not called again before resume().
		deepEqual(drained(host), hex(HEAD));
		equal(asked, 1);
		host.large.resume();
		drained(host);
		equal(asked, 2);
		host.large.resume();
		deepEqual(drained(host), payload(0, 250));
		host.large.resume();
		host.send("40 02 00 01");
		host.happened("outcome 1 0", "settled");
	});

	it('may answer "later"; acknowledgements and reading continue when resume() completes the message', async () => {
		await undefined;
		const host = publisher(1);
		let later = true;
		host.large.publishFrom(host.topic, 50, (offset, into, most) => (later ? 0 : give(offset, into, most)));
		host.send('32 05 00 01 "n" 00 07 30 04 00 01 "m2"');
		host.happened("message n: , QoS 1, identifier 7");
		drained(host);
		later = false;
		host.large.resume();
		deepEqual(host.collected(), concat(payload(0, 50), hex("40 02 00 07")));
		host.happened("message m: 2");
	});

	it("may not delay forever: the connection ends after `timeout`, and the source is called again", async () => {
		await undefined;
		const host = publisher(1, { keepAlive: 0, timeout: 5_000 });
		let late = true;
		host.large.publishFrom(host.topic, 250, (offset, into, most) => (late ? 0 : give(offset, into, most)));
		host.drain();
		host.advance(5_100);
		host.happened("keepAliveTimeout, retry 1000");
		late = false;
		// Of the connection that has ended.
		host.large.resume();
		host.again(PRESENT);
		deepEqual(drained(host, 258), concat(hex(HEAD), payload(0, 250)));
		host.send("40 02 00 01");
		equal(host.made.settled, true);
	});

	for (const what of Object.keys(ANSWERS))
		it(`that ${what} ends the connection; the message is given up and reported, and the next one is sent`, async () => {
			await undefined;
			const host = publisher(1);
			equal(host.large.publishFrom(host.topic, 250, ANSWERS[what]), 1);
			drained(host);
			host.happened("payloadMissing, retry 1000", `outcome 1 ${Reason.payloadMissing}`, "settled");
			equal(host.large.waiting, false);
			host.topic.publish("x");
			host.again(PRESENT);
			deepEqual(drained(host, 8), hex('32 06 00 01 "a" 00 02 "x"'));
		});

	it("that throws is given up when there is room, and nothing is written in the middle of its message", async () => {
		await undefined;
		const host = publisher(1);
		throws(() => host.large.publishFrom(host.topic, 250, broken), RangeError, "the app's");
		equal(host.topic.publish("x"), 2);
		host.send('32 05 00 01 "m" 00 07');
		deepEqual(host.collected(), hex(HEAD));
		host.drain();
		const lines = ["payloadMissing, retry 1000", `outcome 1 ${Reason.payloadMissing}`];
		host.happened("message m: , QoS 1, identifier 7", ...lines);
		host.again(PRESENT);
		deepEqual(drained(host, 8), hex('32 06 00 01 "a" 00 02 "x"'));
		host.send("40 02 00 02");
		equal(host.made.settled, true);
	});

	it("that throws when there is no more room is given up on the next connection, after `timeout`", async () => {
		await undefined;
		const host = publisher(1, { keepAlive: 0, timeout: 5_000 });
		throws(() => host.large.publishFrom(host.topic, 250, broken), RangeError, "the app's");
		host.advance(5_100);
		host.happened("keepAliveTimeout, retry 1000");
		host.again(PRESENT);
		host.happened("connected, session present", `outcome 1 ${Reason.payloadMissing}`, "settled");
		equal(host.made.connected, true);
		equal(host.large.waiting, false);
	});

	it("may close the client: no callback follows, and it is called again when the client connects", async () => {
		await undefined;
		const host = publisher(1);
		let closes = true;
		host.large.publishFrom(host.topic, 250, (offset, into, most) => {
			if (closes) host.made.close();
			return give(offset, into, most);
		});
		equal(host.socket.closed, true);
		host.happened();
		closes = false;
		host.made.connect();
		host.again(PRESENT);
		deepEqual(drained(host, 258), concat(hex(HEAD), payload(0, 250)));
	});

	it("may close and connect: it is called again on the new connection", async () => {
		await undefined;
		const host = publisher(1);
		let calls = 0;
		host.large.publishFrom(host.topic, 250, (offset, into, most) => {
			if (calls++) return give(offset, into, most);
			host.made.close();
			host.made.connect();
			return -1;
		});
		host.again(PRESENT);
		deepEqual(drained(host, 258), concat(hex(HEAD), payload(0, 250)));
		host.send("40 02 00 01");
		equal(host.made.settled, true);
	});

	it("may publish, resume, disconnect and connect: bytes stay in order", async () => {
		await undefined;
		const host = publisher(1);
		const results = [];
		host.large.publishFrom(host.topic, 250, (offset, into, most) => {
			if (offset === 0) results.push(host.topic.publish("x"), host.large.waiting);
			if (offset === 32) results.push(host.large.publishFrom(host.topic, 5, give));
			if (offset === 64) host.large.resume();
			if (offset === 96) host.made.disconnect();
			if (offset === 128) host.made.connect();
			return give(offset, into, most);
		});
		deepEqual(drained(host), concat(hex(HEAD), payload(0, 250), hex('32 06 00 01 "a" 00 02 "x"')));
		deepEqual(results, [2, true, Refusal.full]);
		host.send("40 02 00 01 40 02 00 02");
		equal(host.made.settled, true);
		host.advance(100);
		equal(host.made.connected, true);
	});
});
