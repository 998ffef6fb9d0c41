import { equal } from "../assert.js";
import { hex } from "../bytes.js";
import { ACCEPTED, Host, KEPT } from "./host.js";

describe("Publishing", () => {
	it("at QoS 0 sends the message at once, in one write, without a Packet Identifier [MQTT-2.3.1-5] [MQTT-4.3.1-1]", () => {
		const host = new Host();
		const client = host.online();
		equal(client.topic("a/b").publish("hello"), 0);
		host.sent('30 0A 00 03 "a/b" "hello"');
		equal(client.settled, false);
		host.drain();
		equal(client.settled, true);
	});

	it("at QoS 1 sends it with an identifier and without DUP, unacknowledged until PUBACK [MQTT-4.3.2-1] [MQTT-2.3.1-2]", () => {
		const host = new Host();
		const client = host.online();
		equal(client.topic("a/b", { QoS: 1 }).publish("hello"), 1);
		host.sent('32 0C 00 03 "a/b" 00 01 "hello"');
		equal(client.settled, false);
		host.happened();
		host.send("40 02 00 01");
		equal(client.settled, true);
		host.happened("settled");
	});

	it("sets RETAIN if the topic has that option", () => {
		const host = new Host();
		const client = host.online();
		client.topic("a", { retain: true }).publish("x");
		client.topic("a", { QoS: 1, retain: true }).publish("y");
		host.sent('31 04 00 01 "ax"', '33 06 00 01 "a" 00 01 "y"');
	});

	it("accepts bytes, some of them, text, or nothing", () => {
		const host = new Host();
		const topic = host.online().topic("t");
		topic.publish(hex("00 FF 80"));
		topic.publish(hex("01 02 03"), 2);
		topic.publish(hex("01 02 03"), 3);
		topic.publish(hex("01 02 03"), 0);
		topic.publish(new Uint8Array(0));
		topic.publish("gr\u00fc\u00df");
		topic.publish("a\0b");
		topic.publish("abc", 1);
		topic.publish("");
		topic.publish();
		host.sent(
			'30 06 00 01 "t" 00 FF 80',
			'30 05 00 01 "t" 01 02',
			'30 06 00 01 "t" 01 02 03',
			'30 03 00 01 "t"',
			'30 03 00 01 "t"',
			'30 09 00 01 "t" "gr" C3 BC C3 9F', // UTF-8
			'30 06 00 01 "t" 61 00 62',
			'30 04 00 01 "t" "a"',
			'30 03 00 01 "t"',
			'30 03 00 01 "t"',
		);
	});

	it("accepts an ArrayBuffer, or the first bytes of one", () => {
		const host = new Host();
		const client = host.online();
		const buffer = hex("01 02 03").slice().buffer;
		equal(client.topic("t").publish(buffer), 0);
		equal(client.topic("t", { QoS: 1 }).publish(buffer, 2), 1);
		host.sent('30 06 00 01 "t" 01 02 03', '32 07 00 01 "t" 00 01 01 02');
	});

	it("accepts a view into other memory, and does not keep it", () => {
		const host = new Host();
		const topic = host.client().topic("t", { QoS: 1 });
		const memory = hex("01 02 03 04 05 06");
		equal(topic.publish(memory.subarray(2, 4)), 1);
		memory.fill(0xee);
		host.again();
		host.sent('32 07 00 01 "t" 00 01 03 04');
	});

	it("an empty payload, which clears a retained message, and the next message goes out as ever", () => {
		const host = new Host();
		const client = host.online();
		const zero = client.topic("a", { retain: true });
		const one = client.topic("b", { QoS: 1, retain: true });
		zero.publish();
		one.publish();
		one.publish("x");
		host.sent('31 03 00 01 "a"', '33 05 00 01 "b" 00 01', '33 06 00 01 "b" 00 02 "x"');
		host.drain();
		host.send("40 02 00 01 40 02 00 02");
		host.happened("settled");
		zero.publish("y");
		host.sent('31 04 00 01 "ay"');
	});

	it("a length of two bytes, and one that needs all of the buffer", () => {
		const host = new Host();
		const client = host.online({ buffers: { send: 256 } });
		const topic = client.topic("t");
		topic.publish(new Uint8Array(124).fill(0x2e));
		topic.publish(new Uint8Array(125).fill(0x2e));
		topic.publish(new Uint8Array(250).fill(0x2e));
		host.sent('30 7F 00 01 "t" "."*124', '30 80 01 00 01 "t" "."*125', '30 FD 01 00 01 "t" "."*250');
	});

	it("queues messages at QoS 1 while there is no connection, and sends them in order after CONNACK", () => {
		const host = new Host();
		const client = host.client(KEPT);
		const a = client.topic("a", { QoS: 1 });
		const b = client.topic("b", { QoS: 1 });
		equal(a.publish("1"), 1);
		equal(b.publish("2"), 2);
		host.step();
		equal(a.publish("3"), 3);
		host.accept();
		equal(b.publish("4"), 4);
		host.writes.length = 0;
		host.drain();
		host.advance(100);
		host.sent();
		host.send(ACCEPTED);
		host.sent(
			'32 06 00 01 "a" 00 01 "1"',
			'32 06 00 01 "b" 00 02 "2"',
			'32 06 00 01 "a" 00 03 "3"',
			'32 06 00 01 "b" 00 04 "4"',
		);
		equal(client.settled, false);
	});

	it("in onConnect comes after queued messages", () => {
		const host = new Host();
		const client = host.client({ onConnect: () => topic.publish("2") });
		const topic = client.topic("a", { QoS: 1 });
		topic.publish("1");
		host.again();
		host.sent('32 06 00 01 "a" 00 01 "1"', '32 06 00 01 "a" 00 02 "2"');
	});

	it("to a socket that has failed and not said so loses nothing at QoS 1", () => {
		const host = new Host();
		const client = host.online(KEPT);
		const topic = client.topic("a", { QoS: 1 });
		host.socket.failed = true;
		equal(topic.publish("1"), 1);
		equal(topic.publish("2"), 2);
		host.sent();
		host.lose();
		host.again("20 02 01 00");
		equal(host.writes.length, 2);
		// Whether the server had it is not known: DUP may be set.
		for (const write of host.writes) write[0] &= ~8;
		host.sent('32 06 00 01 "a" 00 01 "1"', '32 06 00 01 "a" 00 02 "2"');
	});
});

describe("PUBACK", () => {
	it("may come out of order, and settles when the last has come", () => {
		const host = new Host();
		const client = host.online();
		const topic = client.topic("a", { QoS: 1 });
		for (let i = 0; i < 3; i++) topic.publish("x");
		host.send("40 02 00 02");
		host.send("40 02 00 03");
		host.happened();
		equal(client.settled, false);
		host.send("40 02 00 01");
		host.happened("settled");
	});

	it("for an identifier that is not in use is ignored", () => {
		const host = new Host();
		const client = host.online();
		host.send("40 02 00 01");
		host.send("40 02 FF FF");
		client.topic("a", { QoS: 1 }).publish("x");
		host.send("40 02 00 02");
		equal(client.settled, false);
		host.send("40 02 00 01 40 02 00 01 40 02 00 01");
		host.happened("settled");
		equal(client.connected, true);
	});

	it("for a message that was not sent yet does not count as its acknowledgement", () => {
		const host = new Host({ room: 31 });
		const client = host.online(KEPT);
		const topic = client.topic("a", { QoS: 1 });
		equal(topic.publish("12345678"), 1); // 15 bytes
		equal(topic.publish("12345678"), 2); // no room but what is kept for PUBACK
		host.send("40 02 00 02");
		host.send("40 02 00 01");
		equal(client.settled, false);
		host.sent('32 0D 00 01 "a" 00 01 "12345678"');
		host.drain();
		host.sent('32 0D 00 01 "a" 00 02 "12345678"');
		host.send("40 02 00 02");
		host.happened("settled");
	});

	it("does not acknowledge a SUBSCRIBE, nor UNSUBACK a SUBSCRIBE, nor SUBACK a message", () => {
		const host = new Host();
		const client = host.online();
		client.subscribe("a");
		client.topic("b", { QoS: 1 }).publish();
		client.unsubscribe("c");
		host.send("40 02 FF FF B0 02 FF FF 90 03 00 01 00 B0 02 FF FF 40 02 00 03 90 03 00 01 00");
		host.happened();
		host.send("90 03 FF FF 00 40 02 00 01 B0 02 FF FF");
		host.happened("subscribed a 0", "unsubscribed c", "settled");
	});

	it("of another length, with flags or with identifier 0 is malformed [MQTT-2.2.2-2] [MQTT-2.3.1-1]", () => {
		for (const bytes of [
			"40 00",
			"40 01 00",
			"40 03 00 01 00",
			"41 02 00 01",
			"48 02 00 01",
			"40 02 00 00",
			"40 82 00 00 01",
		]) {
			const host = new Host();
			host.online();
			host.send(bytes);
			host.happened("malformedPacket, retry 1000");
			equal(host.socket.closed, true, bytes);
		}
	});

	it("of length 1, or with a length longer than needed, swallows nothing of what follows", () => {
		const host = new Host();
		host.online();
		host.send('40 80 00 30 04 00 01 "ab"');
		host.happened("malformedPacket, retry 1000");
		const other = new Host();
		other.online();
		other.send('40 01 00 30 04 00 01 "ab"');
		other.happened("malformedPacket, retry 1000");
	});
});
