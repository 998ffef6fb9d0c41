import { Reason, Refusal } from "mote-mqtt";
import { ExactlyOnce } from "mote-mqtt/exactly-once";
import { LargeMessages } from "mote-mqtt/large-messages";
import { deepEqual, equal, throws } from "../../assert.js";
import { concat, hex } from "../../bytes.js";
import { ACCEPTED, KEPT, PRESENT } from "../../mqtt311/host.js";
import { drained, give, payload, publisher, TOTAL } from "../large-messages.js";

/** The packet before a payload of 300 bytes, with a Remaining Length of 303 at QoS 0, and 305 with an identifier. */
const HEAD_0 = '30 AF 02 00 01 "a"';
const HEAD_1 = '32 B1 02 00 01 "a" 00 01';
const AGAIN = HEAD_1.replace("32", "3A");

// After `await`, nothing else is on a device's small stack.

describe("A message larger than the memory", () => {
	it("at QoS 0 is sent when the socket has room, and its outcome is reported", async () => {
		await undefined;
		const host = publisher(0);
		const asked = [];
		const source = (offset, into, most) => {
			asked.push(offset, most);
			return give(offset, into, most);
		};
		equal(host.large.publishFrom(host.topic, TOTAL, source), 0);
		// Of 100 bytes of room, 16 are reserved, and 6 are the header.
		deepEqual(host.collected(), concat(hex(HEAD_0), payload(0, 78)));
		deepEqual(asked, [0, 32, 32, 32, 64, 32]);
		equal(host.made.settled, false);
		deepEqual(drained(host), payload(78));
		deepEqual(asked.slice(-2), [288, 12]);
		host.happened("outcome 0 0", "settled");
		equal(host.large.waiting, false);
	});

	it("at QoS 1 has an identifier, and is kept until PUBACK [MQTT-2.3.1-1]", async () => {
		await undefined;
		const host = publisher(1);
		equal(host.large.publishFrom(host.topic, TOTAL, give), 1);
		deepEqual(drained(host), concat(hex(HEAD_1), payload()));
		host.happened();
		equal(host.large.waiting, true);
		equal(host.large.publishFrom(host.topic, TOTAL, give), Refusal.full);
		host.send("40 02 00 01");
		host.happened("outcome 1 0", "settled");
		equal(host.large.waiting, false);
		equal(host.large.publishFrom(host.topic, TOTAL, give), 2);
	});

	it("at QoS 1 is resent with the same identifier, as a duplicate if it was sent completely [MQTT-4.4.0-1] [MQTT-3.3.1-1]", async () => {
		await undefined;
		const host = publisher(1);
		host.large.publishFrom(host.topic, TOTAL, give);
		host.lose();
		host.again(PRESENT);
		// It had been sent only partly, so it is no duplicate.
		deepEqual(drained(host, 308), concat(hex(HEAD_1), payload()));
		host.lose();
		host.again(PRESENT);
		deepEqual(drained(host, 308), concat(hex(AGAIN), payload()));
		host.send("40 02 00 01");
		equal(host.made.settled, true);
		host.lose();
		host.again(PRESENT);
		// Only CONNECT.
		equal(drained(host).length, 16);
	});

	it("in a new session is sent as new", async () => {
		await undefined;
		const host = publisher(1);
		host.large.publishFrom(host.topic, TOTAL, give);
		drained(host);
		host.lose();
		host.again(ACCEPTED);
		deepEqual(drained(host, 308), concat(hex(HEAD_1), payload()));
	});

	it("at QoS 2 is completed in four steps [MQTT-4.3.3-1]", async () => {
		await undefined;
		const host = publisher(2, { exactlyOnce: new ExactlyOnce() });
		equal(host.large.publishFrom(host.topic, TOTAL, give), 1);
		deepEqual(drained(host), concat(hex(HEAD_1.replace("32", "34")), payload()));
		host.send("50 02 00 01");
		deepEqual(host.collected(), hex("62 02 00 01"));
		equal(host.large.waiting, false);
		host.lose();
		host.again(PRESENT);
		deepEqual(drained(host, 4), hex("62 02 00 01"));
		host.send("70 02 00 01");
		equal(host.made.settled, true);
	});

	it("keeps its place among other messages [MQTT-4.6.0-1]", async () => {
		await undefined;
		const host = publisher(1);
		host.topic.publish("before");
		host.large.publishFrom(host.topic, TOTAL, give);
		host.topic.publish("behind");
		const all = drained(host);
		deepEqual(all.slice(0, 13), hex('32 0B 00 01 "a" 00 01 "before"'));
		deepEqual(all.slice(13, 21), hex(HEAD_1.replace(/01$/, "02")));
		deepEqual(all.slice(-13), hex('32 0B 00 01 "a" 00 03 "behind"'));
		equal(all.length, 13 + 308 + 13);
		host.lose();
		host.again(PRESENT);
		all[0] = all[13] = all[321] = 0x3a;
		deepEqual(drained(host, 334), all);
	});

	it("is accepted offline at QoS 1, and sent once connected; at QoS 0 it is refused", async () => {
		await undefined;
		const host = publisher(1);
		host.lose();
		equal(host.large.publishFrom(host.made.topic("a"), TOTAL, give), Refusal.notConnected);
		equal(host.large.publishFrom(host.topic, TOTAL, give), 1);
		host.again();
		deepEqual(drained(host, 308), concat(hex(HEAD_1), payload()));
	});

	it("is refused with invalid arguments", async () => {
		await undefined;
		const { large, topic, made } = publisher(1);
		for (const total of [0, -1, 1.5, Number.NaN, Infinity, "5", undefined, 268_435_456])
			equal(large.publishFrom(topic, total, give), Refusal.invalid, total);
		equal(large.publishFrom(topic, 5), Refusal.invalid);
		// A name is not a topic.
		equal(large.publishFrom("a", 5, give), Refusal.invalid);
		// With topic and identifier: one byte too many.
		equal(large.publishFrom(topic, 268_435_451, give), Refusal.tooLarge);
		equal(large.publishFrom(made.topic("b".repeat(300), { QoS: 1 }), 5, give), Refusal.tooLarge);
		made.disconnect();
		equal(large.publishFrom(topic, 5, give), Refusal.closed);
		for (const size of [15, 65_536, 16.5, "16", null]) throws(() => new LargeMessages(size), RangeError, "size");
	});

	it("is one at a time, whatever object it is published with", async () => {
		await undefined;
		const host = publisher(1);
		const other = new LargeMessages(16);
		host.large.publishFrom(host.topic, TOTAL, give);
		equal(other.publishFrom(host.topic, 5, give), Refusal.full);
		drained(host);
		host.send("40 02 00 01");
		equal(other.publishFrom(host.topic, 5, give), 2);
		equal(host.large.waiting, false);
		equal(other.waiting, true);
		deepEqual(host.collected(), concat(hex('32 0A 00 01 "a" 00 02'), payload(0, 5)));
	});

	it("at QoS 0 is lost with its connection, which is reported on the next", async () => {
		await undefined;
		const host = publisher(0);
		host.large.publishFrom(host.topic, TOTAL, give);
		host.lose();
		host.log.length = 0;
		host.again(PRESENT);
		host.happened("connected, session present", "settled", `outcome 0 ${Reason.connectionLost}`);
		equal(host.large.waiting, false);
		equal(host.large.publishFrom(host.topic, 5, give), 0);
	});

	it("at QoS 0 is reported as lost before the next one is accepted in onConnect", async () => {
		await undefined;
		const host = publisher(0);
		host.large.publishFrom(host.topic, TOTAL, give);
		host.lose();
		host.made.onConnect = () => {
			host.result = host.large.publishFrom(host.topic, 5, give);
		};
		host.log.length = 0;
		host.again(PRESENT);
		host.happened(`outcome 0 ${Reason.connectionLost}`, "outcome 0 0");
		host.drain();
		host.happened("settled");
		equal(host.result, 0);
	});

	it("delays disconnect() until it is acknowledged", async () => {
		await undefined;
		const host = publisher(1, KEPT);
		host.large.publishFrom(host.topic, TOTAL, give);
		host.made.disconnect();
		host.advance(10);
		drained(host);
		host.send("40 02 00 01");
		host.advance(10);
		deepEqual(host.collected(), hex("E0 00"));
		host.happened("outcome 1 0", "settled", "disconnected");
	});
});
