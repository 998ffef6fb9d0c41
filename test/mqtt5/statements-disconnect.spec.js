import { Host5 } from "./host.js";

/** CONNACK with Maximum Packet Size 3. */
const TINY = "20 08 00 00 05 27 00 00 00 03";

describe("DISCONNECT of 5.0", () => {
	it("has two bytes without a reason, and is the last packet [MQTT-3.14.4-1] [MQTT-3.14.4-2] [MQTT-2.1.3-1]", () => {
		const host = new Host5();
		const client = host.online();
		const topic = client.topic("a");
		client.disconnect();
		host.step();
		host.sent("E0 00");
		host.happened("disconnected");
		topic.publish("x");
		client.subscribe("a");
		host.sent();
	});

	it("has a reason code, and no reason string or user property that would make it too large [MQTT-3.14.2-1] [MQTT-3.14.2-3] [MQTT-3.14.2-4]", () => {
		const host = new Host5();
		host.online({}, TINY);
		// PUBLISH with the flags of QoS 3
		host.send('36 07 00 01 "a" 00 01 00 "x"');
		host.sent("E0 01 81");
		host.happened("malformedPacket, retry 1000");
	});

	it("closes the connection on which a reason code from 80 on is sent or received [MQTT-4.13.2-1]", () => {
		const host = new Host5();
		host.online();
		host.send("E0 01 8B");
		host.sent();
		host.happened("139, retry 1000");
		host.again("20 03 00 88 00");
		host.happened("serverUnavailable, retry 2000");
	});

	it("is not allowed before CONNACK [MQTT-3.14.0-1]", () => {
		const host = new Host5();
		host.client();
		host.meet();
		host.send("E0 00");
		host.sent();
		host.happened("protocolError, retry 1000");
	});

	it("answers a second CONNACK [MQTT-3.2.0-2]", () => {
		const host = new Host5();
		host.online();
		host.send("20 03 00 00 00");
		host.sent("E0 01 82");
		host.happened("protocolError, retry 1000");
	});

	it("answers a packet larger than the client's maximum [MQTT-3.1.2-24]", () => {
		const host = new Host5();
		host.online();
		// The maximum is 128 bytes.
		host.send('30 7E 00 01 "a" 00 "x"*122');
		host.happened(`message a: ${"x".repeat(122)}`);
		host.send('30 7F 00 01 "a" 00 "x"*123');
		host.sent("E0 01 95");
		host.happened("149, retry 1000");
	});
});

describe("Keep alive of 5.0", () => {
	it("sends PINGREQ if nothing else was sent in that time [MQTT-3.1.2-20]", () => {
		const host = new Host5();
		const client = host.online({ keepAlive: 10_000 });
		host.advance(8_000);
		client.topic("a").publish("x");
		host.drain();
		// It is also sent if nothing is received for so long.
		host.send('30 05 00 01 "a" 00 "x"');
		host.writes.length = 0;
		host.advance(8_000);
		host.sent();
		host.advance(2_000);
		host.sent("C0 00");
	});

	it("is the server's, if CONNACK contains it [MQTT-3.1.2-21] [MQTT-3.2.2-21]", () => {
		const host = new Host5();
		// Server Keep Alive 5
		host.online({ keepAlive: 60_000 }, "20 06 00 00 03 13 00 05");
		host.advance(4_000);
		host.sent();
		host.advance(1_000);
		host.sent("C0 00");
		host.send("D0 00");
		host.lose();
		host.again();
		host.advance(50_000);
		host.sent();
		host.advance(10_000);
		host.sent("C0 00");
	});
});
