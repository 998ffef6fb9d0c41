import { Property, PropertyList, Refusal } from "mote-mqtt/mqtt5";
import { equal, throws } from "../assert.js";
import { hex } from "../bytes.js";
import { Host5 } from "./host.js";

describe("A published message", () => {
	it("has the properties of its topic, before those of its own [MQTT-3.3.2-1] [MQTT-2.2.1-2] [MQTT-4.3.1-1]", () => {
		const host = new Host5();
		const client = host.online();
		const properties = new PropertyList(16);
		const topic = client.topic("a", {
			payloadFormat: 1,
			contentType: "t",
			responseTopic: "r",
			correlationData: hex("FF"),
			userProperties: { k: "v" },
			properties,
		});
		topic.publish("x");
		properties.addUser(hex('"n"'), hex('"w"'));
		topic.publish("y");
		host.sent(
			'30 1A 00 01 "a" 15 01 01 03 00 01 "t" 08 00 01 "r" 09 00 01 FF 26 00 01 "k" 00 01 "v" "x"',
			'30 21 00 01 "a" 1C 01 01 03 00 01 "t" 08 00 01 "r" 09 00 01 FF 26 00 01 "k" 00 01 "v" 26 00 01 "n" 00 01 "w" "y"',
		);
	});

	it("has no property with a value of another type, which add() refuses, because the packet would be damaged", () => {
		const list = new PropertyList(64);
		for (const value of ["text", 5, [1, 2], new Uint16Array(1), new ArrayBuffer(1)])
			throws(() => list.add(Property.contentType, value), TypeError, "value: expected a Uint8Array");
		for (const value of ["5", hex("05"), true])
			throws(() => list.add(Property.messageExpiry, value), TypeError, "identifier: expected one of Property");
		for (const identifier of [undefined, "contentType", 0, 5, 43, Property.userProperty])
			throws(() => list.add(identifier, 1), TypeError, "identifier: expected one of Property");
		throws(() => list.add(Property.userProperty, hex("61")), TypeError, "identifier: expected one of Property");
		throws(() => list.addUser(hex("61"), "b"), TypeError, "value: expected a Uint8Array");
		throws(() => list.addUser("a", hex("62")), TypeError, "value: expected a Uint8Array");
		equal(list.length, 0);
		equal(list.add(Property.contentType, hex("74")), true);
		equal(list.length, 4);
	});

	it("has properties only from a PropertyList, which is checked when the topic is created, and not on publishing", () => {
		const client = new Host5().online();
		for (const properties of [
			{},
			[],
			null,
			"x",
			0,
			1,
			true,
			new Uint8Array(8),
			{ bytes: new Uint8Array(8), length: 8 },
			{ contentType: "text" },
			PropertyList,
		])
			throws(() => client.topic("a", { properties }), TypeError, "properties");
		equal(client.topic("a", { properties: undefined }).publish("x"), 0);
		for (const size of [-1, undefined, "x"]) throws(() => new PropertyList(size), RangeError, "size");
		equal(client.topic("a", { properties: new PropertyList(0) }).publish("x"), 0);
	});

	it("is refused if it is too large with its properties", () => {
		const host = new Host5();
		const client = host.online({ buffers: { send: 32, receive: 128, unacknowledged: 64 } });
		const properties = new PropertyList(40);
		const topic = client.topic("a", { properties });
		properties.addUser(hex('"k"'), hex('"v"*14'));
		equal(topic.publish("xxxxxxx"), Refusal.tooLarge);
		equal(topic.publish("xxxxxx"), 0);
		host.sent('30 1E 00 01 "a" 14 26 00 01 "k" 00 0E "v"*14 "x"*6');
	});

	it("is reported with the properties of PUBACK, and its code [MQTT-4.3.2-3]", () => {
		const host = new Host5();
		const told = [];
		const client = host.online({
			onOutcome(identifier, code) {
				const reason = client.properties.get(Property.reasonString);
				told.push(identifier, code, reason);
			},
		});
		const topic = client.topic("a", { QoS: 1 });
		topic.publish();
		topic.publish();
		topic.publish();
		// No matching subscribers; not authorized, with a Reason String.
		host.send('40 03 00 02 10 40 0A 00 01 87 06 1F 00 03 "bad" 40 02 00 03');
		equal(told.join(), "2,16,,1,135,bad,3,0,");
		host.happened("settled");
	});

	it("that the server has refused is not resent [MQTT-4.4.0-2]", () => {
		const host = new Host5();
		const client = host.online({ id: "me", clean: false });
		client.topic("a", { QoS: 1 }).publish("x");
		host.send("40 03 00 01 80");
		host.lose();
		host.again("20 03 01 00 00");
		host.writes.shift();
		host.sent();
		equal(client.settled, true);
	});

	it("has its options checked by name", () => {
		const client = new Host5().client();
		throws(() => client.topic("a", { payloadFormat: 2 }), RangeError, "payloadFormat");
		throws(() => client.topic("a", { contentType: 5 }), TypeError, "contentType");
		throws(() => client.topic("a", { responseTopic: "+" }), TypeError, "responseTopic");
		throws(() => client.topic("a", { correlationData: 5 }), TypeError, "correlationData");
		throws(() => client.topic("a", { userProperties: { a: ["b", 5] } }), TypeError, "userProperties");
	});
});

describe("A received message", () => {
	it("has its properties in onMessage, and is acknowledged after that [MQTT-4.3.2-4] [MQTT-3.3.4-1]", () => {
		const host = new Host5();
		const seen = [];
		const client = host.online({
			onMessage(message) {
				seen.push(message.text, client.properties.get(Property.contentType), host.writes.length);
			},
		});
		host.send('32 0B 00 01 "a" 00 07 04 03 00 01 "t" "x" 32 07 00 01 "a" 00 08 00 "y"');
		equal(seen.join(), "x,t,0,y,,1");
		host.sent("40 02 00 07", "40 02 00 08");
	});

	it("at QoS 2 ends the connection if the app has not requested that, with a reason that a client may send [MQTT-3.14.2-1]", () => {
		const host = new Host5();
		host.online();
		host.send('34 07 00 01 "a" 00 07 00 "x"');
		host.sent("E0 01 83");
		host.happened("qosNotSupported, retry 900000");
	});

	it("that is larger than the client's maximum ends the connection [MQTT-3.1.2-24]", () => {
		const host = new Host5();
		host.online();
		host.send('30 7E 00 01 "a" 00 "x"*122');
		equal(host.log.splice(0).length, 1);
		host.send('30 7F 00 01 "a" 00 "x"*123');
		host.sent("E0 01 95");
		// Packet too large.
		host.happened("149, retry 1000");
	});

	it("comes in pieces if the app has requested that, and no maximum is announced", () => {
		const host = new Host5();
		const pieces = [];
		const client = host.client({
			oversize: "stream",
			onMessage: ({ topic, offset, start, end, total }) => {
				pieces.push(topic, offset, end - start, total, client.properties.get(Property.contentType));
			},
		});
		host.step();
		host.accept();
		host.sent('10 0D 00 04 "MQTT" 05 02 00 3C 00 00 00');
		host.send("20 03 00 00 00");
		host.send('32 AE 01 00 01 "a" 00 07 04 03 00 01 "t" "x"*100');
		host.send('"x"*64');
		let sum = 0;
		for (let i = 0; i < pieces.length; i += 5) {
			equal(pieces[i], "a");
			equal(pieces[i + 1], sum);
			equal(pieces[i + 3], 164);
			equal(pieces[i + 4], "t");
			sum += pieces[i + 2];
		}
		equal(sum, 164);
		host.sent("40 02 00 07");
	});
});
