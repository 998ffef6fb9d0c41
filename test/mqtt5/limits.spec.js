import { ExactlyOnce } from "mote-mqtt/exactly-once";
import { Refusal } from "mote-mqtt/mqtt5";
import { equal } from "../assert.js";
import { Host5 } from "./host.js";

/** CONNACK with one property. */
const connack = (property) => `20 05 00 00 02 ${property}`;
/** CONNACK with Maximum Packet Size 20. */
const SMALL = "20 08 00 00 05 27 00 00 00 14";

describe("What the server has said it cannot take", () => {
	it("is refused at once: a QoS above Maximum QoS [MQTT-3.2.2-11]", () => {
		const host = new Host5();
		const client = host.online({ exactlyOnce: new ExactlyOnce() }, connack("24 00"));
		equal(client.topic("a", { QoS: 1 }).publish("x"), Refusal.notSupported);
		equal(client.topic("a", { QoS: 2 }).publish("x"), Refusal.notSupported);
		host.sent();
		equal(client.topic("a").publish("x"), 0);
		host.sent('30 05 00 01 "a" 00 "x"');
		// A subscription may ask for more.
		equal(client.subscribe("a", 2), 1);
		host.sent('82 07 00 01 00 00 01 "a" 02');
		equal(client.settled, false);
	});

	it("is refused at once: QoS 2 where Maximum QoS is 1 [MQTT-3.2.2-11]", () => {
		const host = new Host5();
		const client = host.online({ exactlyOnce: new ExactlyOnce() }, connack("24 01"));
		equal(client.topic("a", { QoS: 2 }).publish("x"), Refusal.notSupported);
		equal(client.topic("a", { QoS: 1 }).publish("x"), 1);
		host.sent('32 07 00 01 "a" 00 01 00 "x"');
	});

	it("is refused at once: RETAIN where it is not available [MQTT-3.2.2-14]", () => {
		const host = new Host5();
		const client = host.online({}, connack("25 00"));
		equal(client.topic("a", { retain: true }).publish("x"), Refusal.notSupported);
		equal(client.topic("a", { retain: true, QoS: 1 }).publish("x"), Refusal.notSupported);
		equal(client.topic("a").publish("x"), 0);
		host.sent('30 05 00 01 "a" 00 "x"');
	});

	it("is refused at once: wildcards, in any of several filters", () => {
		const host = new Host5();
		const client = host.online({}, connack("28 00"));
		for (const filter of ["#", "a/#", "+", "+/a", "$share/g/+"])
			equal(client.subscribe(["a", filter]), Refusal.notSupported);
		host.sent();
		equal(client.subscribe("$share/g/a"), 1);
		// What was subscribed to before may be unsubscribed from.
		equal(client.unsubscribe("a/#"), 2);
		host.sent('82 10 00 01 00 00 0A "$share/g/a" 00', 'A2 08 00 02 00 00 03 "a/#"');
	});

	it("is refused at once: shared subscriptions, in any of several filters", () => {
		const host = new Host5();
		const client = host.online({}, connack("2A 00"));
		equal(client.subscribe("$share/g/a"), Refusal.notSupported);
		equal(client.subscribe(["a", { filter: "$share/g/a", QoS: 1 }]), Refusal.notSupported);
		host.sent();
		equal(client.subscribe(["$SYS/a", "share/#"]), 1);
	});

	it("is refused at once: subscription identifiers", () => {
		const host = new Host5();
		const client = host.online({}, connack("29 00"));
		equal(client.subscribe("a", 0, { subscriptionIdentifier: 1 }), Refusal.notSupported);
		equal(client.subscribe("a", 0, { userProperties: { a: "b" } }), 1);
		host.sent('82 0E 00 01 07 26 00 01 "a" 00 01 "b" 00 01 "a" 00');
	});

	it("is refused at once: a packet larger than its Maximum Packet Size [MQTT-3.2.2-15]", () => {
		const host = new Host5();
		const client = host.online({}, SMALL);
		const topic = client.topic("a", { QoS: 1 });
		equal(topic.publish("0123456789abc"), Refusal.tooLarge);
		equal(client.topic("a").publish("0123456789abcde"), Refusal.tooLarge);
		equal(client.subscribe("0123456789abc"), Refusal.tooLarge);
		equal(client.unsubscribe("0123456789abcd"), Refusal.tooLarge);
		host.sent();
		equal(topic.publish("0123456789ab"), 1);
		equal(client.topic("a").publish("0123456789abcd"), 0);
		equal(client.subscribe("0123456789ab"), 2);
		equal(client.unsubscribe("0123456789abc"), 3);
		host.sent(
			'32 12 00 01 "a" 00 01 00 "0123456789ab"',
			'30 12 00 01 "a" 00 "0123456789abcd"',
			'82 12 00 02 00 00 0C "0123456789ab" 00',
			'A2 12 00 03 00 00 0D "0123456789abc"',
		);
	});

	it("is available if CONNACK says so, or says nothing", () => {
		for (const said of ["20 03 00 00 00", "20 0D 00 00 0A 25 01 28 01 29 01 2A 01 24 01"]) {
			const host = new Host5();
			const client = host.online({}, said);
			equal(client.topic("a", { QoS: 1, retain: true }).publish("x"), 1);
			equal(client.subscribe("$share/g/#", 1, { subscriptionIdentifier: 5 }), 2);
			host.sent('33 07 00 01 "a" 00 01 00 "x"', '82 12 00 02 02 0B 05 00 0A "$share/g/#" 01');
		}
	});

	it("is given to onConnect", () => {
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
