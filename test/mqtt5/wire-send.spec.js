import { EnhancedAuthentication } from "mote-mqtt/authentication";
import { PropertyList } from "mote-mqtt/mqtt5";
import { equal, throws } from "../assert.js";
import { hex } from "../bytes.js";
import { ACCEPTED, Host5 } from "./host.js";

/** A client that is connected. */
async function online(options, connack = ACCEPTED) {
	await undefined;
	const host = new Host5();
	host.online(options, connack);
	return host;
}

describe("PUBLISH of a client of 5.0", () => {
	it("has an empty list of properties if there are none [MQTT-2.2.2-1] [MQTT-2.2.1-2]", async () => {
		const host = await online();
		host.made.topic("a/b").publish("hi");
		host.made.topic("a/b", { QoS: 1, retain: true }).publish();
		host.sent('30 08 00 03 "a/b" 00 "hi"', '33 08 00 03 "a/b" 00 01 00');
	});

	it("has each property of its topic [MQTT-3.3.2-13] [MQTT-3.3.2-19]", async () => {
		const host = await online();
		for (const options of [
			{ payloadFormat: 1 },
			{ payloadFormat: 0 },
			{ contentType: "é" },
			{ responseTopic: "r/s" },
			{ correlationData: hex("00 FF") },
			{ correlationData: "" },
			{ userProperties: { k: ["1", "2"] } },
			{ expiry: 1 },
		]) {
			host.made.topic("a", options).publish("b");
		}
		host.sent(
			'30 07 00 01 "a" 02 01 01 "b"',
			'30 07 00 01 "a" 02 01 00 "b"',
			'30 0A 00 01 "a" 05 03 00 02 C3 A9 "b"',
			'30 0B 00 01 "a" 06 08 00 03 "r/s" "b"',
			'30 0A 00 01 "a" 05 09 00 02 00 FF "b"',
			'30 08 00 01 "a" 03 09 00 00 "b"',
			'30 13 00 01 "a" 0E 26 00 01 "k" 00 01 "1" 26 00 01 "k" 00 01 "2" "b"',
			'30 0A 00 01 "a" 05 02 00 00 00 01 "b"',
		);
	});

	it("has expiry, the topic's properties, and the message's, in that order", async () => {
		const host = await online();
		const list = new PropertyList(16);
		const topic = host.made.topic("a", { QoS: 1, payloadFormat: 1, properties: list, expiry: 5_001 });
		list.add(9, hex("07"));
		topic.publish("b");
		topic.expiry = undefined;
		list.clear();
		topic.publish("b");
		topic.expiry = 0xffffffff * 1000;
		topic.publish("b");
		host.sent(
			'32 12 00 01 "a" 00 01 0B 02 00 00 00 06 01 01 09 00 01 07 "b"',
			'32 09 00 01 "a" 00 02 02 01 01 "b"',
			'32 0E 00 01 "a" 00 03 07 02 FF FF FF FF 01 01 "b"',
		);
	});

	it("has a length of properties in two bytes if necessary, and a part of a payload", async () => {
		const host = await online({ buffers: { send: 256, receive: 128, unacknowledged: 256 } });
		const topic = host.made.topic("a", { contentType: "t".repeat(125) });
		topic.publish(hex('"xyz"'), 2);
		host.sent('30 87 01 00 01 "a" 80 01 03 00 7D "t"*125 "xy"');
	});

	it("that is larger than the buffer, even by its properties, is refused", async () => {
		const host = await online({ buffers: { send: 32, receive: 128, unacknowledged: 256 } });
		const topic = host.made.topic("a", { contentType: "t".repeat(10) });
		equal(topic.publish("x".repeat(13)), 0);
		equal(topic.publish("x".repeat(14)), -3);
		equal(host.writes.length, 1);
		equal(host.writes[0].length, 32);
	});

	it("never has a subscription identifier, and an invalid property is named [MQTT-3.3.4-6] [MQTT-3.3.2-14]", async () => {
		const host = await online();
		host.made.topic("a").publish();
		host.sent('30 04 00 01 "a" 00');
		for (const [options, Class, name] of [
			[{ subscriptionIdentifier: 5 }, TypeError, "subscriptionIdentifier"],
			[{ payloadFormat: 2 }, RangeError, "payloadFormat"],
			[{ payloadFormat: "1" }, RangeError, "payloadFormat"],
			[{ contentType: "\uD800" }, TypeError, "contentType"],
			[{ responseTopic: "a/+" }, TypeError, "responseTopic"],
			[{ responseTopic: 5 }, TypeError, "responseTopic"],
			[{ correlationData: [1] }, TypeError, "correlationData"],
			[{ userProperties: "x" }, TypeError, "userProperties"],
			[{ expiry: -1 }, RangeError, "expiry"],
			[{ expiry: "soon" }, RangeError, "expiry"],
			[{ expiry: "60000" }, RangeError, "expiry"],
			[{ expiry: null }, RangeError, "expiry"],
		]) {
			throws(() => host.made.topic("a", options), Class, name);
		}
	});
});

describe("SUBSCRIBE of a client of 5.0", () => {
	it("has options for each filter, and properties of the packet [MQTT-3.8.1-1] [MQTT-3.8.3-1]", async () => {
		const host = await online();
		host.made.subscribe("a/#", { QoS: 1 });
		host.send("90 04 FF FF 00 01");
		host.made.subscribe([
			"b",
			{ filter: "c", QoS: 1, noLocal: true },
			{ filter: "d", retainAsPublished: true, retainHandling: 1 },
			{ filter: "e", retainHandling: 2 },
		]);
		host.send("90 07 FF FF 00 00 00 00 00");
		host.made.subscribe("f", { QoS: 0, subscriptionIdentifier: 268_435_455, userProperties: { k: "v" } });
		host.sent(
			'82 09 FF FF 00 00 03 "a/#" 01',
			'82 13 FF FF 00 00 01 "b" 00 00 01 "c" 05 00 01 "d" 18 00 01 "e" 20',
			'82 13 FF FF 0C 0B FF FF FF 7F 26 00 01 "k" 00 01 "v" 00 01 "f" 00',
		);
	});

	it("with an invalid identifier is refused by name", async () => {
		const host = await online();
		for (const wrong of [0, -1, 268_435_456, 1.5, "1"])
			throws(
				() => host.made.subscribe("a", { QoS: 0, subscriptionIdentifier: wrong }),
				RangeError,
				"subscriptionIdentifier",
			);
		throws(() => host.made.subscribe([{ filter: "a", retainHandling: 3 }]), RangeError, "retainHandling");
		throws(() => host.made.subscribe([{ filter: "a", noLocal: 1 }]), TypeError, "noLocal");
		throws(() => host.made.subscribe([{ filter: "a", retainAsPublished: "x" }]), TypeError, "retainAsPublished");
		host.sent();
	});
});

describe("Of a client of 5.0", () => {
	it("UNSUBSCRIBE has filters, and user properties [MQTT-3.10.1-1] [MQTT-3.10.3-1]", async () => {
		const host = await online();
		host.made.unsubscribe("a");
		host.send("B0 04 FF FF 00 00");
		host.made.unsubscribe(["b", "c"], { userProperties: { k: "v" } });
		host.sent('A2 06 FF FF 00 00 01 "a"', 'A2 10 FF FF 07 26 00 01 "k" 00 01 "v" 00 01 "b" 00 01 "c"');
	});

	it("DISCONNECT is as short as possible, or has options [MQTT-3.14.2-1]", async () => {
		for (const [options, fixture] of [
			[undefined, "E0 00"],
			[{}, "E0 00"],
			[{ will: true }, "E0 01 04"],
			[{ sessionExpiry: 60_000 }, "E0 07 00 05 11 00 00 00 3C"],
			[{ sessionExpiry: 0, will: true }, "E0 07 04 05 11 00 00 00 00"],
			[{ sessionExpiry: Infinity }, "E0 07 00 05 11 FF FF FF FF"],
		]) {
			const host = await online({ sessionExpiry: 5_000 });
			host.made.disconnect(0, options);
			host.step();
			host.sent(fixture);
			equal(host.socket.closed, true);
			host.made.close();
		}
	});

	it("DISCONNECT cannot give a session an expiry that was to end with the connection", async () => {
		const host = await online();
		throws(() => host.made.disconnect(0, { sessionExpiry: 1 }), RangeError, "sessionExpiry");
		throws(() => host.made.disconnect(0, { sessionExpiry: -1 }), RangeError, "sessionExpiry");
		equal(host.made.connected, true);
	});

	it("AUTH has the method, and the app's data [MQTT-4.12.0-3] [MQTT-3.15.2-1]", async () => {
		await undefined;
		const host = new Host5();
		const authentication = new EnhancedAuthentication({
			method: "m",
			begin: () => hex("01"),
			answer: (properties) => (properties.find(22) ? hex("02 03") : undefined),
		});
		host.client({ authentication });
		host.step();
		host.accept();
		host.writes.length = 0;
		host.send('F0 0A 18 08 15 00 01 "m" 16 00 01 FF');
		host.send('F0 06 18 04 15 00 01 "m"');
		host.sent('F0 0B 18 09 15 00 01 "m" 16 00 02 02 03', 'F0 06 18 04 15 00 01 "m"');
		host.send('20 07 00 00 04 15 00 01 "m"');
		equal(host.made.connected, true);
		equal(authentication.reauthenticate(), true);
		host.sent('F0 0A 19 08 15 00 01 "m" 16 00 01 01');
	});
});
