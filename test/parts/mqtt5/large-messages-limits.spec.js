import { Reason, Refusal } from "mote-mqtt/mqtt5";
import { deepEqual, equal } from "../../assert.js";
import { concat, hex } from "../../bytes.js";
import { drained, give, payload, publisher5, TOTAL, waiting5 } from "../large-messages.js";

/** The packet before a payload of 300 bytes on the topic "a", at QoS 1, without the identifier. */
const HEAD = '32 B2 02 00 01 "a" 00';
/** CONNACK with one property. */
const connack = (property) => `20 05 00 00 02 ${property}`;
/** CONNACK with Maximum Packet Size 100, Receive Maximum 1, Topic Alias Maximum 8. */
const SMALL = "20 08 00 00 05 27 00 00 00 64";
const ONE = "20 06 00 00 03 21 00 01";
const ALIASES = "20 06 00 00 03 22 00 08";

// After `await`, nothing else is on a device's small stack.

describe("A message larger than the memory, and the limits of a server of 5.0", () => {
	it("is refused if it exceeds Maximum Packet Size [MQTT-3.2.2-15]", async () => {
		await undefined;
		const host = publisher5({}, {}, SMALL);
		// 8 bytes are before the payload.
		equal(host.large.publishFrom(host.topic, 93, give), Refusal.tooLarge);
		equal(host.large.publishFrom(host.topic, 92, give), 1);
		equal(drained(host).length, 100);
	});

	it("is refused if it exceeds Maximum QoS [MQTT-3.2.2-11]", async () => {
		await undefined;
		const host = publisher5({}, {}, connack("24 00"));
		equal(host.large.publishFrom(host.topic, TOTAL, give), Refusal.notSupported);
		equal(host.made.settled, true);
	});

	it("is refused if it is retained, and the server does not support that [MQTT-3.2.2-14]", async () => {
		await undefined;
		const host = publisher5({ retain: true }, {}, connack("25 00"));
		equal(host.large.publishFrom(host.topic, TOTAL, give), Refusal.notSupported);
	});

	it("that the next server does not support is given up, and the next one is sent", async () => {
		await undefined;
		const host = waiting5();
		host.large.publishFrom(host.topic, TOTAL, give);
		host.topic.publish("x");
		host.again(SMALL);
		host.happened("connected", `outcome 1 ${Reason.packetTooLarge}`);
		deepEqual(drained(host, 9), hex('32 07 00 01 "a" 00 02 00 "x"'));
		equal(host.large.waiting, false);
	});

	it("that the next server does not support, as the only one, settles", async () => {
		await undefined;
		const host = waiting5();
		host.large.publishFrom(host.topic, TOTAL, give);
		host.again(SMALL);
		host.happened("connected", `outcome 1 ${Reason.packetTooLarge}`, "settled");
	});

	it("waits for Receive Maximum, and counts for it [MQTT-3.3.4-9]", async () => {
		await undefined;
		const host = publisher5({}, {}, ONE);
		host.topic.publish("x");
		host.large.publishFrom(host.topic, TOTAL, give);
		host.topic.publish("y");
		deepEqual(drained(host), hex('32 07 00 01 "a" 00 01 00 "x"'));
		host.send("40 02 00 01");
		deepEqual(drained(host), concat(hex(`${HEAD} 02 00`), payload()));
		host.send("40 02 00 02");
		deepEqual(drained(host), hex('32 07 00 01 "a" 00 03 00 "y"'));
	});

	it("has its topic's name even if there is an alias", async () => {
		await undefined;
		const host = publisher5({}, {}, ALIASES);
		host.topic.publish("x");
		drained(host);
		host.large.publishFrom(host.topic, TOTAL, give);
		deepEqual(drained(host), concat(hex(`${HEAD} 02 00`), payload()));
	});

	it("has the remaining expiry when it is sent", async () => {
		await undefined;
		const host = waiting5({ expiry: 10_000 });
		host.large.publishFrom(host.topic, TOTAL, give);
		host.made.close();
		host.advance(4_000);
		host.made.connect();
		host.again();
		deepEqual(drained(host, 314), concat(hex('32 B7 02 00 01 "a" 00 01 05 02 00 00 00 06'), payload()));
	});

	it("is given up if it has expired before it is sent", async () => {
		await undefined;
		const host = waiting5({ expiry: 10_000, QoS: 1 });
		host.large.publishFrom(host.topic, TOTAL, give);
		host.made.close();
		host.advance(11_000);
		host.made.connect();
		host.again();
		host.happened("connected", `outcome 1 ${Reason.messageExpired}`, "settled");
		equal(host.large.waiting, false);
	});

	it("is given up if it expires while it waits for room; the next one is sent completely", async () => {
		await undefined;
		const host = publisher5({ expiry: 1_000 });
		host.squeeze(10);
		host.large.publishFrom(host.topic, TOTAL, give);
		const behind = host.made.topic("b", { QoS: 1 });
		behind.publish(payload(0, 150));
		host.advance(3_000);
		deepEqual(drained(host), concat(hex('32 9C 01 00 01 "b" 00 02 00'), payload(0, 150)));
		host.happened(`outcome 1 ${Reason.messageExpired}`);
	});
});
