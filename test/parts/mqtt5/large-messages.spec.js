import { ExactlyOnce } from "mote-mqtt/exactly-once";
import { fallback } from "mote-mqtt/fallback";
import { Property, PropertyList, Reason } from "mote-mqtt/mqtt5";
import { deepEqual, equal } from "../../assert.js";
import { concat, hex } from "../../bytes.js";
import { PRESENT } from "../../mqtt5/host.js";
import { drained, give, payload, publisher5, TOTAL, waiting5 } from "../large-messages.js";

/**
 * The packet before a payload of 300 bytes on the topic "a", at QoS 1: a Remaining Length of 306, and no properties.
 */
const HEAD = '32 B2 02 00 01 "a" 00 01 00';
const AGAIN = HEAD.replace("32", "3A");
const HEAD_311 = '33 B1 02 00 01 "a" 00 01';

// After `await`, nothing else is on a device's small stack.

describe("A message larger than the memory, in 5.0", () => {
	it("is sent when the socket has room, and resent until PUBACK, with the same identifier [MQTT-4.4.0-1] [MQTT-3.3.1-1]", async () => {
		await undefined;
		const host = publisher5();
		equal(host.large.publishFrom(host.topic, TOTAL, give), 1);
		deepEqual(drained(host), concat(hex(HEAD), payload()));
		host.lose();
		host.again(PRESENT);
		deepEqual(drained(host, 309), concat(hex(AGAIN), payload()));
		host.log.length = 0;
		host.send("40 02 00 01");
		host.happened("outcome 1 0", "settled");
		equal(host.large.waiting, false);
	});

	it("is sent at QoS 0 as well", async () => {
		await undefined;
		const host = publisher5({ QoS: 0 });
		equal(host.large.publishFrom(host.topic, TOTAL, give), 0);
		deepEqual(drained(host), concat(hex('30 B0 02 00 01 "a" 00'), payload()));
		host.happened("outcome 0 0", "settled");
	});

	it("is completed at QoS 2 in four steps [MQTT-4.3.3-1]", async () => {
		await undefined;
		const host = publisher5({}, { exactlyOnce: new ExactlyOnce() });
		equal(host.large.publishFrom(host.made.topic("a", { QoS: 2 }), TOTAL, give), 1);
		deepEqual(drained(host), concat(hex(HEAD.replace("32", "34")), payload()));
		host.send("50 02 00 01");
		deepEqual(host.collected(), hex("62 02 00 01"));
		host.send("70 02 00 01");
		equal(host.made.settled, true);
	});

	it("has the properties of its topic and of the message", async () => {
		await undefined;
		const properties = new PropertyList(16);
		const host = publisher5({ contentType: "t", properties, expiry: 60_000, retain: true });
		properties.add(Property.responseTopic, hex('"r"'));
		equal(host.large.publishFrom(host.topic, TOTAL, give), 1);
		properties.clear();
		// 13 bytes of properties.
		const head = '33 BF 02 00 01 "a" 00 01 0D 02 00 00 00 3C 03 00 01 "t" 08 00 01 "r"';
		deepEqual(drained(host), concat(hex(head), payload()));
	});

	it("that the server refuses is completed", async () => {
		await undefined;
		const host = publisher5();
		host.large.publishFrom(host.topic, TOTAL, give);
		drained(host);
		// Quota exceeded.
		host.send("40 03 00 01 97");
		host.happened("outcome 1 151", "settled");
		equal(host.large.waiting, false);
	});

	it("that is given up does not end the client, which reconnects", async () => {
		await undefined;
		const host = publisher5();
		host.large.publishFrom(host.topic, TOTAL, () => -1);
		drained(host);
		host.happened("payloadMissing, retry 1000", `outcome 1 ${Reason.payloadMissing}`, "settled");
		host.again(PRESENT);
		equal(host.made.connected, true);
	});

	it("is sent in 5.0 after a return from 3.1.1, also to topics that were created meanwhile", async () => {
		await undefined;
		const host = waiting5({}, { fallback, random: () => 0 });
		host.meet();
		host.send("20 02 00 01");
		host.again("20 02 00 00");
		host.large.publishFrom(host.topic, TOTAL, give);
		drained(host);
		host.send("40 02 00 01");
		const topic = host.made.topic("a", { QoS: 1 });
		host.large.publishFrom(host.made.topic("a"), TOTAL, give);
		drained(host);
		host.lose();
		host.again(PRESENT);
		drained(host);
		host.log.length = 0;
		equal(host.large.publishFrom(topic, TOTAL, give), 2);
		deepEqual(drained(host), concat(hex(HEAD.replace(/01 00$/, "02 00")), payload()));
		host.send("40 02 00 02");
		equal(host.large.publishFrom(host.topic, TOTAL, give), 3);
		deepEqual(drained(host), concat(hex(HEAD.replace(/01 00$/, "03 00")), payload()));
		host.happened("outcome 2 0", "settled");
	});

	it("is sent in 3.1.1 after fallback", async () => {
		await undefined;
		const host = waiting5({ contentType: "t", expiry: 60_000, retain: true }, { fallback });
		// Converted: accepted for 5.0.
		host.large.publishFrom(host.topic, TOTAL, give);
		host.meet();
		host.send("20 02 00 01");
		host.again("20 02 00 00");
		deepEqual(drained(host, 308), concat(hex(HEAD_311), payload()));
		host.send("40 02 00 01");
		equal(host.large.waiting, false);
		// Accepted for 3.1.1.
		equal(host.large.publishFrom(host.topic, TOTAL, give), 2);
		deepEqual(drained(host), concat(hex(HEAD_311.replace(/01$/, "02")), payload()));
		host.lose();
		host.again("20 02 01 00");
		deepEqual(drained(host, 308), concat(hex(HEAD_311.replace("33", "3B").replace(/01$/, "02")), payload()));
		host.send("40 02 00 02");
		equal(host.made.settled, true);
	});
});
