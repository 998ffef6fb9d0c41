import { equal } from "../assert.js";
import { Host5, KEPT } from "./host.js";

/** CONNACK with Topic Alias Maximum 2. */
const TWO = "20 06 00 00 03 22 00 02";

describe("Topic aliases of the client", () => {
	it("are sent with the name, and then instead of it, at QoS 0 and 1", () => {
		const host = new Host5();
		const client = host.online({}, TWO);
		const zero = client.topic("abc");
		const one = client.topic("def", { QoS: 1 });
		for (const text of "xyz") {
			zero.publish(text);
			one.publish(text);
		}
		host.sent(
			'30 0A 00 03 "abc" 03 23 00 01 "x"',
			'32 0C 00 03 "def" 00 01 03 23 00 02 "x"',
			'30 07 00 00 03 23 00 01 "y"',
			'32 09 00 00 00 02 03 23 00 02 "y"',
			'30 07 00 00 03 23 00 01 "z"',
			'32 09 00 00 00 03 03 23 00 02 "z"',
		);
	});

	it("are as many as the server accepts; other topics keep their names [MQTT-3.2.2-17] [MQTT-3.3.2-9] [MQTT-3.3.2-8]", () => {
		const host = new Host5();
		const client = host.online({}, TWO);
		for (let i = 0; i < 2; i++)
			for (const name of "abcd") {
				client.topic(name).publish();
			}
		host.sent(
			'30 07 00 01 "a" 03 23 00 01',
			'30 07 00 01 "b" 03 23 00 02',
			'30 04 00 01 "c" 00',
			'30 04 00 01 "d" 00',
			'30 04 00 01 "a" 00',
			'30 04 00 01 "b" 00',
			'30 04 00 01 "c" 00',
			'30 04 00 01 "d" 00',
		);
	});

	it("are not used if the server accepts none, or does not say, or the app wants none [MQTT-3.2.2-18]", () => {
		for (const [options, connack] of [
			[{}, "20 03 00 00 00"],
			[{}, "20 06 00 00 03 22 00 00"],
			[{ aliases: { send: 0 } }, TWO],
		]) {
			const host = new Host5();
			const topic = host.online(options, connack).topic("a");
			topic.publish();
			topic.publish();
			host.sent('30 04 00 01 "a" 00', '30 04 00 01 "a" 00');
		}
	});

	it("are as many as the app wants, if the server accepts more", () => {
		const host = new Host5();
		const client = host.online({ aliases: { send: 1 } }, TWO);
		const a = client.topic("a");
		const b = client.topic("b");
		a.publish();
		b.publish();
		a.publish();
		host.sent('30 07 00 01 "a" 03 23 00 01', '30 04 00 01 "b" 00', "30 06 00 00 03 23 00 01");
	});

	it("go to the most used topics: a topic that is used more takes over the alias of one used least", () => {
		const host = new Host5();
		const client = host.online({}, TWO);
		const [a, b, c] = ["a", "b", "c"].map((name) => client.topic(name));
		for (const topic of [a, a, a, b, b, c, c]) topic.publish();
		host.writes.length = 0;
		// Now more than b.
		c.publish();
		host.sent('30 07 00 01 "c" 03 23 00 02');
		c.publish();
		b.publish();
		a.publish();
		host.sent("30 06 00 00 03 23 00 02", '30 04 00 01 "b" 00', "30 06 00 00 03 23 00 01");
		// Now both a and c have 4: b needs 5.
		b.publish();
		host.sent('30 04 00 01 "b" 00');
		b.publish();
		host.sent('30 07 00 01 "b" 03 23 00 01');
		a.publish();
		host.sent('30 07 00 01 "a" 03 23 00 02');
	});

	it("end with the connection: a resent message has its name, and aliases start again [MQTT-3.3.2-7] [MQTT-3.3.1-1]", () => {
		const host = new Host5();
		const client = host.online(KEPT, TWO);
		const topic = client.topic("abc", { QoS: 1 });
		topic.publish("x");
		topic.publish("y");
		host.lose();
		host.again("20 06 01 00 03 22 00 02");
		host.sent('3A 09 00 03 "abc" 00 01 00 "x"', '3A 09 00 03 "abc" 00 02 00 "y"');
		topic.publish("z");
		host.sent('32 0C 00 03 "abc" 00 03 03 23 00 01 "z"');
		host.send("40 02 00 01 40 02 00 02");
		host.lose();
		host.again("20 03 01 00 00");
		host.writes.length = 0;
		topic.publish("u");
		host.sent('32 09 00 03 "abc" 00 04 00 "u"');
	});

	it("are not used for queued messages, which have their names, while the current alias stays", () => {
		const host = new Host5();
		const client = host.online({}, TWO);
		const topic = client.topic("abc", { QoS: 1 });
		topic.publish("x");
		host.squeeze(20);
		host.writes.length = 0;
		topic.publish("0123456789");
		topic.publish("y");
		host.drain();
		host.streamed('32 12 00 03 "abc" 00 02 00 "0123456789"', '32 09 00 03 "abc" 00 03 00 "y"');
		topic.publish("z");
		host.sent('32 09 00 00 00 04 03 23 00 01 "z"');
	});

	it("are assigned while room is short only if the packet fits", () => {
		for (let room = 20; room < 40; room++) {
			const host = new Host5();
			const client = host.online({}, TWO);
			const topic = client.topic("abc", { QoS: 1 });
			host.squeeze(room);
			topic.publish("x");
			host.drain();
			const sent = host.writes.reduce((size, bytes) => size + bytes.length, 0);
			equal(sent, room < 11 + 4 + 16 ? 11 : 14, room);
		}
	});

	it("are used for messages with properties, too", () => {
		const host = new Host5();
		const client = host.online({}, TWO);
		const topic = client.topic("abc", { contentType: "t", expiry: 5_000 });
		topic.publish("x");
		topic.publish("y");
		host.sent(
			'30 13 00 03 "abc" 0C 23 00 01 02 00 00 00 05 03 00 01 "t" "x"',
			'30 10 00 00 0C 23 00 01 02 00 00 00 05 03 00 01 "t" "y"',
		);
	});

	it("are not assigned if they would make the first packet too large [MQTT-3.2.2-15]", () => {
		const host = new Host5();
		// Topic Alias Maximum 2, Maximum Packet Size 20.
		const client = host.online({}, "20 0B 00 00 08 22 00 02 27 00 00 00 14");
		const topic = client.topic("abc");
		topic.publish("0123456789");
		host.sent('30 10 00 03 "abc" 00 "0123456789"');
		topic.publish("012345678");
		host.sent('30 12 00 03 "abc" 03 23 00 01 "012345678"');
	});

	it("do not make a resent message exceed another connection's maximum", () => {
		const host = new Host5();
		const client = host.online(KEPT, TWO);
		const topics = ["a", "b", "c"].map((name) => client.topic(name));
		for (const topic of topics) topic.publish();
		host.lose();
		host.again("20 06 00 00 03 22 00 01");
		host.writes.length = 0;
		for (const topic of topics) topic.publish();
		host.sent('30 07 00 01 "a" 03 23 00 01', '30 04 00 01 "b" 00', '30 04 00 01 "c" 00');
	});

	it("that make packets longer than 129 bytes are encoded with two bytes of length", () => {
		for (const [name, QoS, most] of [
			["a", 0, 123],
			["ab", 0, 122],
			["abc", 0, 121],
			["a", 1, 121],
			["ab", 1, 120],
			["abc", 1, 119],
		]) {
			const host = new Host5();
			const topic = host.online({ buffers: { send: 256 } }, TWO).topic(name, { QoS });
			topic.publish();
			for (let length = most - 3; length < most + 3; length++) {
				host.drain();
				host.writes.length = 0;
				topic.publish(new Uint8Array(length));
				const [packet] = host.writes;
				const [first, second] = packet.slice(1);
				const said = first < 128 ? 2 + first : 3 + (first & 127) + 128 * second;
				equal(said, packet.length, `${name}, QoS ${QoS}, ${length} bytes`);
			}
		}
	});
});
