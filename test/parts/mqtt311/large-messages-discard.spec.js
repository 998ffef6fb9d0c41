import { Reason, Refusal } from "mote-mqtt";
import { ExactlyOnce } from "mote-mqtt/exactly-once";
import { deepEqual, equal } from "../../assert.js";
import { concat, hex } from "../../bytes.js";
import { PRESENT as PRESENT_5 } from "../../mqtt5/host.js";
import { PRESENT } from "../../mqtt311/host.js";
import { drained, give, payload, publisher, publisher5, TOTAL } from "../large-messages.js";

const HEAD = '32 B1 02 00 01 "a" 00 01';
const BEHIND = '32 06 00 01 "a" 00 02 "x"';

/** A client with a partly written large message, and a small one after it. */
function half(host) {
	host.large.publishFrom(host.topic, TOTAL, give);
	host.topic.publish("x");
	return host;
}

// After `await`, nothing else is on a device's small stack.

describe("A large message that is discarded", () => {
	it("before it was sent is simply removed", async () => {
		await undefined;
		const host = publisher(1);
		host.lose();
		half(host);
		equal(host.made.discard(1), true);
		equal(host.large.waiting, false);
		host.again(PRESENT);
		deepEqual(drained(host, 8), hex(BEHIND));
	});

	it("while it is written is completed, and the next one follows", async () => {
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

	it("while it is written is not resent on the next connection", async () => {
		await undefined;
		const host = half(publisher(1));
		host.made.discard(1);
		host.lose();
		host.again(PRESENT);
		deepEqual(drained(host, 8), hex(BEHIND));
		equal(host.large.waiting, false);
		equal(host.large.publishFrom(host.topic, TOTAL, give), 3);
	});

	it("by its own source is completed by that", async () => {
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

	it("after it was sent keeps its identifier until PUBACK, and is not resent", async () => {
		await undefined;
		const host = publisher(1);
		host.large.publishFrom(host.topic, TOTAL, give);
		drained(host);
		equal(host.made.discard(1), true);
		equal(host.large.waiting, false);
		host.lose();
		host.again(PRESENT);
		// Only CONNECT.
		equal(drained(host).length, 16);
		equal(host.made.settled, true);
	});

	it("at QoS 2 becomes PUBREL", async () => {
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

	it("while it is written counts for the Receive Maximum of 5.0 until PUBACK", async () => {
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
