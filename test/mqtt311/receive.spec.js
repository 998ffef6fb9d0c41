import { deepEqual, equal } from "../assert.js";
import { hex } from "../bytes.js";
import { Host, KEPT, PRESENT } from "./host.js";

describe("A received message", () => {
	it("at QoS 0 is delivered, and not answered [MQTT-3.3.4-1]", () => {
		const host = new Host();
		host.online();
		host.send('30 0A 00 03 "a/b" "hello"');
		host.happened("message a/b: hello");
		host.sent();
	});

	it("at QoS 1 is delivered, then acknowledged with its identifier [MQTT-3.3.4-1] [MQTT-2.3.1-6] [MQTT-4.3.2-2]", () => {
		const host = new Host();
		host.online({ onMessage: () => host.sent() });
		host.send('32 0C 00 03 "a/b" 12 34 "hello"');
		host.sent("40 02 12 34");
	});

	it("has RETAIN, DUP and all other fields", () => {
		const host = new Host();
		host.online();
		host.send('31 04 00 01 "ab" 3A 06 00 01 "a" 00 01 "b" 3B 06 00 01 "a" FF FF "b" 33 06 00 01 "a" 01 00 "b"');
		host.happened(
			"message a: b, retain",
			"message a: b, QoS 1, identifier 1, duplicate",
			"message a: b, QoS 1, identifier 65535, retain, duplicate",
			"message a: b, QoS 1, identifier 256, retain",
		);
		host.sent("40 02 00 01", "40 02 FF FF", "40 02 01 00");
	});

	it("at QoS 0 with DUP, which some brokers set, is handled as any other [MQTT-3.3.1-2]", () => {
		const host = new Host();
		host.online();
		host.send('38 04 00 01 "ab" 39 04 00 01 "ab"');
		host.happened("message a: b", "message a: b, retain");
	});

	it("has its payload in place and as a copy", () => {
		const host = new Host();
		let copy;
		host.online({
			onMessage(message) {
				copy = message.payload;
				deepEqual(message.bytes.slice(message.start, message.end), hex("00 FF 80 0A"));
				equal(message.offset, 0);
				equal(message.total, 4);
			},
		});
		host.send('30 07 00 01 "a" 00 FF 80 0A');
		host.send("D0 00");
		deepEqual(copy, hex("00 FF 80 0A"));
	});

	it("may have an empty payload, and the next is delivered as ever", () => {
		const host = new Host();
		host.online();
		host.send('31 03 00 01 "a" 32 05 00 01 "b" 00 01 30 04 00 01 "ab"');
		host.happened("message a: , retain", "message b: , QoS 1, identifier 1", "message a: b");
		host.sent("40 02 00 01");
	});

	it("is matched with a topic without building strings", () => {
		const host = new Host();
		const matched = [];
		const client = host.online({
			onMessage: (message) => matched.push(topics.findIndex((topic) => topic.is(message))),
		});
		const topics = ["a/b", "a/c", "a", "a/b/"].map((name) => client.topic(name, { QoS: 1 }));
		host.send('30 05 00 03 "a/c" 30 03 00 01 "a" 30 05 00 03 "a/b" 30 06 00 04 "a/b/" 30 05 00 03 "x/b"');
		deepEqual(matched, [1, 2, 0, 3, -1]);
	});

	it("is acknowledged without onMessage [MQTT-4.5.0-2]", () => {
		const host = new Host();
		host.online({ onMessage: undefined });
		host.send('32 06 00 01 "a" 00 01 "b" 30 04 00 01 "ab"');
		host.sent("40 02 00 01");
	});

	it("with an identifier used before is new, with DUP or without [MQTT-4.3.2-2]", () => {
		const host = new Host();
		host.online(KEPT);
		host.send('32 06 00 01 "a" 00 01 "1" 32 06 00 01 "a" 00 01 "2" 3A 06 00 01 "a" 00 01 "2"');
		equal(host.log.length, 3);
		host.sent("40 02 00 01", "40 02 00 01", "40 02 00 01");
		host.lose();
		host.again(PRESENT);
		host.send('3A 06 00 01 "a" 00 01 "2"');
		host.sent("40 02 00 01");
	});

	it("does not settle, or use, an identifier of the client", () => {
		const host = new Host();
		const client = host.online();
		equal(client.topic("a", { QoS: 1 }).publish("x"), 1);
		host.send('32 06 00 01 "a" 00 01 "y"');
		host.sent('32 06 00 01 "a" 00 01 "x"', "40 02 00 01");
		equal(client.settled, false);
	});

	it("at QoS 2 is not supported: the connection ends and is retried slowly, and nothing is answered", () => {
		const host = new Host();
		host.online();
		host.send('34 06 00 01 "a" 00 01 "b"');
		host.happened("qosNotSupported, retry 900000");
		host.sent();
		equal(host.socket.closed, true);
		host.advance(899_999);
		equal(host.sockets, 1);
	});

	it("with both QoS bits set is malformed, and gets no PUBREC [MQTT-3.3.1-4]", () => {
		const host = new Host();
		host.online();
		host.send('36 06 00 01 "a" 00 01 "b"');
		host.happened("malformedPacket, retry 1000");
		host.sent();
		equal(host.socket.closed, true);
	});

	it("that is malformed ends the connection", () => {
		for (const bytes of [
			"30 00", // no topic
			'30 03 00 05 "a"', // a topic longer than the packet [MQTT-3.3.2-1]
			'32 06 00 05 "abcd"',
			'32 04 00 02 "ab"', // no identifier
			'32 05 00 01 "a" 00 00', // identifier 0 [MQTT-2.3.1-1]
			"30 02 00 00", // an empty topic [MQTT-4.7.3-1]
			'30 03 00 01 "#"', // wildcards [MQTT-3.3.2-2] [MQTT-4.7.1-1]
			'30 05 00 03 "a/+"',
			"30 03 00 01 00", // U+0000 [MQTT-1.5.3-2] [MQTT-4.7.3-2]
			"30 03 00 01 FF", // no UTF-8 [MQTT-1.5.3-1]
			"30 05 00 03 ED A0 80", // a surrogate
			"30 80 00", // a length longer than needed
			"30 FF FF FF FF 01", // a length of five bytes
		]) {
			const host = new Host();
			host.online();
			host.send(bytes);
			host.happened("malformedPacket, retry 1000");
			host.sent();
			equal(host.socket.closed, true, bytes);
		}
	});
});

describe("Received bytes", () => {
	it("may be split anywhere", () => {
		const all = hex('30 05 00 03 "a/b" 32 07 00 01 "c" 00 09 "de" D0 00 40 02 00 01 32 05 00 01 "f" 00 0A');
		for (let first = 1; first < all.length; first++) {
			const host = new Host();
			const client = host.online({ buffers: { receive: 32 } });
			client.topic("t", { QoS: 1 }).publish();
			host.writes.length = 0;
			host.send(all.slice(0, first));
			host.send(all.slice(first));
			host.happened(
				"message a/b: ",
				"message c: de, QoS 1, identifier 9",
				"settled",
				"message f: , QoS 1, identifier 10",
			);
			host.sent("40 02 00 09", "40 02 00 0A");
		}
	});

	it("may come one by one, or all at once", () => {
		const fixture = '32 07 00 01 "c" 00 09 "de" 30 84 01 00 02 "xy" "z"*128 30 04 00 01 "ab"';
		for (let size = 0; size < 9; size++) {
			const host = new Host();
			host.online({ buffers: { receive: 160 } });
			host.sendPieces(hex(fixture), size);
			equal(host.log.length, 3);
			equal(host.log[1], `message xy: ${"z".repeat(128)}`);
			host.sent("40 02 00 09");
		}
	});

	it("may be many packets in one segment, larger than the buffer: answered in order [MQTT-4.6.0-2]", () => {
		const host = new Host();
		host.online({ buffers: { receive: 32 } });
		const segment = new Uint8Array(180);
		for (let i = 0; i < 20; i++) segment.set(hex(`32 07 00 02 "ab" 00 ${i < 10 ? 1 : 2}${i % 10} "c"`), i * 9);
		host.send(segment);
		equal(host.log.length, 20);
		for (let i = 0; i < 20; i++) equal(host.writes[i][3], (i < 10 ? 16 : 32) + (i % 10));
	});

	it("may be two packets in one segment, and then a segment larger than the buffer", () => {
		const host = new Host();
		host.online({ buffers: { receive: 32 } });
		host.send('30 04 00 01 "a1" 30 04 00 01 "a2"');
		host.send('30 04 00 01 "a3" 32 06 00 01 "a" 00 01 "4" 30 12 00 01 "b" "x"*15');
		host.happened(
			"message a: 1",
			"message a: 2",
			"message a: 3",
			"message a: 4, QoS 1, identifier 1",
			`message b: ${"x".repeat(15)}`,
		);
	});

	it("that were announced, and the end of the connection with them, are all delivered first", () => {
		const host = new Host();
		host.online();
		host.socket.failed = true;
		host.send('30 04 00 01 "ab" 32 06 00 01 "a" 00 01 "c"');
		host.happened("message a: b", "message a: c, QoS 1, identifier 1", "connectionLost, retry 1000");
	});

	it("of a packet truncated by the end of a connection are discarded", () => {
		const host = new Host();
		host.online();
		host.send("30 10 00 01");
		host.lose();
		host.again();
		host.send('30 04 00 01 "ab"');
		host.happened("connectionLost, retry 1000", "connected", "message a: b");
	});

	it("that no server sends end the connection [MQTT-4.8.0-1] [MQTT-2.2.2-2]", () => {
		for (const bytes of [
			"00 00",
			"10 00",
			"80 00",
			"82 00",
			"A2 00",
			"C0 00",
			"E0 00",
			"F0 00",
			"60 02 00 01",
			"91 03 00 01 00",
			"B2 02 00 01",
			"D1 00",
			"D0 01 00",
		]) {
			const host = new Host();
			host.online();
			host.send(bytes);
			host.happened("malformedPacket, retry 1000");
			equal(host.socket.closed, true, bytes);
		}
	});

	it("that belong to QoS 2, which was not requested, are a protocol error", () => {
		for (const bytes of ["50 02 00 01", "62 02 00 01", "70 02 00 01"]) {
			const host = new Host();
			host.online();
			host.send(bytes);
			host.happened("protocolError, retry 1000");
			host.sent();
		}
	});

	it("of an unexpected PINGRESP are ignored", () => {
		const host = new Host();
		host.online();
		host.send("D0 00 D0 00");
		host.happened();
		equal(host.made.connected, true);
	});
});
