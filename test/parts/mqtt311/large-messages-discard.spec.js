import { Reason, Refusal } from "mote-mqtt";
import { ExactlyOnce } from "mote-mqtt/exactly-once";
import { deepEqual, equal } from "../../assert.js";
import { concat, hex } from "../../bytes.js";
import { PRESENT as PRESENT_5 } from "../../mqtt5/host.js";
import { PRESENT } from "../../mqtt311/host.js";
import { drained, give, payload, publisher, publisher5, TOTAL } from "../large-messages.js";

const HEAD = '32 B1 02 00 01 "a" 00 01';
const BEHIND = '32 06 00 01 "a" 00 02 "x"';

/** A client with a large message half written, and a small one behind it. */
function half(host) {
	host.large.publishFrom(host.topic, TOTAL, give);
	host.topic.publish("x");
	return host;
}

// A device's stack is small: behind `await` nothing else is on it.

describe("A large message that is discarded", () => {
	it("before its turn has never been", async () => {
		await undefined;
		const host = publisher(1);
		host.lose();
		half(host);
		equal(host.made.discard(1), true);
		equal(host.large.waiting, false);
		host.again(PRESENT);
		deepEqual(drained(host, 8), hex(BEHIND));
	});

	it("while it is written has to be written, and what is behind it follows", async () => {
		await undefined;
		const host = half(publisher(1));
		equal(host.made.discard(1), true);
		host.happened(`outcome 1 ${Reason.discarded}`);
		equal(host.large.publishFrom(host.topic, TOTAL, give), Refusal.full);
		deepEqual(drained(host), concat(hex(HEAD), payload(), hex(BEHIND)));
		host.send("40 02 00 01 40 02 00 02");
		host.happened("outcome 2 0", "settled");
		equal(host.large.publishFrom(host.topic, TOTAL, give), 3);
	});

	it("while it is written is not sent again on the next connection", async () => {
		await undefined;
		const host = half(publisher(1));
		host.made.discard(1);
		host.lose();
		host.again(PRESENT);
		deepEqual(drained(host, 8), hex(BEHIND));
		equal(host.large.waiting, false);
		equal(host.large.publishFrom(host.topic, TOTAL, give), 3);
	});

	it("by its own source, which is asked on until all is written", async () => {
		await undefined;
		const host = publisher(1);
		host.large.publishFrom(host.topic, TOTAL, (offset, into, most) => {
			if (offset === 64) host.result = host.made.discard(1);
			return give(offset, into, most);
		});
		deepEqual(drained(host), concat(hex(HEAD), payload()));
		equal(host.result, true);
		host.send("40 02 00 01");
		host.happened(`outcome 1 ${Reason.discarded}`, "settled");
		equal(host.made.settled, true);
	});

	it("once sent keeps its identifier until PUBACK, and is not sent again", async () => {
		await undefined;
		const host = publisher(1);
		host.large.publishFrom(host.topic, TOTAL, give);
		drained(host);
		equal(host.made.discard(1), true);
		equal(host.large.waiting, false);
		host.lose();
		host.again(PRESENT);
		// CONNECT and no more.
		equal(drained(host).length, 16);
		equal(host.made.settled, true);
	});

	it("at QoS 2 goes on as PUBREL", async () => {
		await undefined;
		const host = publisher(2, { exactlyOnce: new ExactlyOnce() });
		host.large.publishFrom(host.topic, TOTAL, give);
		equal(host.made.discard(1), true);
		deepEqual(drained(host), concat(hex(HEAD.replace("32", "34")), payload()));
		host.send("50 02 00 01");
		deepEqual(drained(host), hex("62 02 00 01"));
		host.send("70 02 00 01");
		equal(host.made.settled, true);
	});

	it("while it is written counts among those that the server of 5.0 takes at a time, until PUBACK", async () => {
		await undefined;
		// Receive Maximum 1.
		const host = half(publisher5({}, {}, "20 06 00 00 03 21 00 01"));
		host.topic.publish("y");
		host.made.discard(1);
		equal(drained(host).length, 309);
		host.send("40 02 00 01");
		deepEqual(drained(host), hex('32 07 00 01 "a" 00 02 00 "x"'));
		host.lose();
		host.again(PRESENT_5);
		equal(host.made.connected, true);
	});
});
