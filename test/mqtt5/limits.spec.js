import { ExactlyOnce } from "mote-mqtt/exactly-once";
import { Refusal } from "mote-mqtt/mqtt5";
import { equal } from "../assert.js";
import { Host5 } from "./host.js";

/** CONNACK with one property. */
const connack = (property) => `20 05 00 00 02 ${property}`;
/** CONNACK with Maximum Packet Size 20. */
const SMALL = "20 08 00 00 05 27 00 00 00 14";

describe("A request that the server has said it does not support", () => {
	it("is refused at once: a QoS above Maximum QoS [MQTT-3.2.2-11]", () => {
		const host = new Host5();
		const client = host.online({ exactlyOnce: new ExactlyOnce() }, connack("24 00"));
		equal(client.topic("a", { QoS: 1 }).publish("x"), Refusal.notSupported);
		equal(client.topic("a", { QoS: 2 }).publish("x"), Refusal.notSupported);
		host.sent();
		equal(client.topic("a").publish("x"), 0);
		host.sent('30 05 00 01 "a" 00 "x"');
		// A subscription may request more.
		equal(client.subscribe("a", { QoS: 2 }), 0);
		host.sent('82 07 FF FF 00 00 01 "a" 02');
		equal(client.settled, false);
	});

	it("is refused at once: QoS 2 if Maximum QoS is 1 [MQTT-3.2.2-11]", () => {
		const host = new Host5();
		const client = host.online({ exactlyOnce: new ExactlyOnce() }, connack("24 01"));
		equal(client.topic("a", { QoS: 2 }).publish("x"), Refusal.notSupported);
		equal(client.topic("a", { QoS: 1 }).publish("x"), 1);
		host.sent('32 07 00 01 "a" 00 01 00 "x"');
	});

	it("is refused at once: RETAIN if it is not available [MQTT-3.2.2-14]", () => {
		const host = new Host5();
		const client = host.online({}, connack("25 00"));
		equal(client.topic("a", { retain: true }).publish("x"), Refusal.notSupported);
		equal(client.topic("a", { retain: true, QoS: 1 }).publish("x"), Refusal.notSupported);
		equal(client.topic("a").publish("x"), 0);
		host.sent('30 05 00 01 "a" 00 "x"');
	});

	it("is not sent, and reported at once: wildcards", () => {
		const host = new Host5();
		const client = host.online({}, connack("28 00"));
		for (const filter of ["#", "a/#", "+", "+/a", "$share/g/+"]) {
			equal(client.subscribe(filter), 0);
			host.happened(`subscribed ${filter} 162`, "settled");
		}
		host.sent();
		equal(client.subscribe("$share/g/a"), 0);
		host.sent('82 10 FF FF 00 00 0A "$share/g/a" 00');
		host.send("90 04 FF FF 00 00");
		// Filters that were subscribed to before may be unsubscribed from.
		equal(client.unsubscribe("a/#"), 0);
		host.sent('A2 08 FF FF 00 00 03 "a/#"');
	});

	it("is not sent, and reported at once: shared subscriptions, while the other filters are sent", () => {
		const host = new Host5();
		const client = host.online({}, connack("2A 00"));
		equal(client.subscribe(["a", { filter: "$share/g/a", QoS: 1 }]), 0);
		host.sent('82 07 FF FF 00 00 01 "a" 00');
		host.happened("subscribed $share/g/a 158");
		host.send("90 04 FF FF 00 00");
		equal(client.subscribe(["$SYS/a", "share/#"]), 0);
		host.sent('82 16 FF FF 00 00 06 "$SYS/a" 00 00 07 "share/#" 00');
	});

	it("is not sent, and reported at once: subscription identifiers", () => {
		const host = new Host5();
		const client = host.online({}, connack("29 00"));
		client.subscribe("a", { QoS: 0, subscriptionIdentifier: 1 });
		host.happened("subscribed a 161", "settled");
		client.subscribe("a", { QoS: 0, userProperties: { a: "b" } });
		host.sent('82 0E FF FF 07 26 00 01 "a" 00 01 "b" 00 01 "a" 00');
	});

	it("is refused at once: a packet larger than its Maximum Packet Size [MQTT-3.2.2-15]", () => {
		const host = new Host5();
		const client = host.online({}, SMALL);
		const topic = client.topic("a", { QoS: 1 });
		equal(topic.publish("0123456789abc"), Refusal.tooLarge);
		equal(client.topic("a").publish("0123456789abcde"), Refusal.tooLarge);
		client.subscribe("0123456789abc");
		client.unsubscribe("0123456789abcd");
		host.happened("subscribed 0123456789abc 149", "settled", "unsubscribed 0123456789abcd", "settled");
		host.sent();
		equal(topic.publish("0123456789ab"), 1);
		equal(client.topic("a").publish("0123456789abcd"), 0);
		client.subscribe("0123456789ab");
		host.send("90 04 FF FF 00 00");
		client.unsubscribe("0123456789abc");
		host.sent(
			'32 12 00 01 "a" 00 01 00 "0123456789ab"',
			'30 12 00 01 "a" 00 "0123456789abcd"',
			'82 12 FF FF 00 00 0C "0123456789ab" 00',
			'A2 12 FF FF 00 00 0D "0123456789abc"',
		);
	});

	it("is sent if CONNACK allows it, or does not say", () => {
		for (const said of ["20 03 00 00 00", "20 0D 00 00 0A 25 01 28 01 29 01 2A 01 24 01"]) {
			const host = new Host5();
			const client = host.online({}, said);
			equal(client.topic("a", { QoS: 1, retain: true }).publish("x"), 1);
			client.subscribe("$share/g/#", { QoS: 1, subscriptionIdentifier: 5 });
			host.sent('33 07 00 01 "a" 00 01 00 "x"', '82 12 FF FF 02 0B 05 00 0A "$share/g/#" 01');
		}
	});

	it("is known from the server's limits, which onConnect receives", () => {
		const host = new Host5();
		let told;
		host.client({ onConnect: (limits) => (told = { ...limits }) });
		host.again(`20 29 00 00 26 11 00 00 00 3C 12 00 02 "me" 13 00 0A 21 00 05 22 00 03 24 01 25 00
			27 00 00 01 00 28 00 29 00 2A 00 1A 00 01 "r"`);
		equal(
			JSON.stringify(told),
			JSON.stringify({
				present: false,
				id: "me",
				sessionExpiry: 60_000,
				keepAlive: 10_000,
				receiveMaximum: 5,
				maximumQoS: 1,
				retainAvailable: false,
				maximumPacketSize: 256,
				topicAliasMaximum: 3,
				wildcardSubscriptionAvailable: false,
				subscriptionIdentifierAvailable: false,
				sharedSubscriptionAvailable: false,
			}),
		);
	});
});
