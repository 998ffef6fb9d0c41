import { Host5 } from "./host.js";

describe("A message received with 5.0", () => {
	it("is answered as its QoS requires, at QoS 0 not at all [MQTT-3.3.4-1]", () => {
		const host = new Host5();
		host.online();
		host.send('30 05 00 01 "a" 00 "x"');
		host.happened("message a: x");
		host.sent();
	});

	it("at QoS 1 is answered by a PUBACK with its identifier [MQTT-3.3.4-1] [MQTT-4.3.2-4] [MQTT-2.2.1-5] [MQTT-3.4.2-1]", () => {
		const host = new Host5();
		host.online({ onMessage: undefined });
		host.send('32 07 00 01 "a" 12 34 00 "x"');
		// A PUBACK with a Remaining Length of 2 has reason code 0.
		host.sent("40 02 12 34");
	});

	it("is answered in the order in which it came [MQTT-4.6.0-2]", () => {
		const host = new Host5();
		host.online();
		host.send('32 07 00 01 "a" 00 09 00 "x" 32 07 00 01 "b" 00 07 00 "x" 32 07 00 01 "a" 00 08 00 "x"');
		host.sent("40 02 00 09", "40 02 00 07", "40 02 00 08");
	});

	it("is new after PUBACK, with DUP or without [MQTT-4.3.2-5]", () => {
		const host = new Host5();
		host.online();
		host.send('32 07 00 01 "a" 00 01 00 "x"');
		host.send('3A 07 00 01 "a" 00 01 00 "x"');
		host.happened("message a: x, QoS 1, identifier 1", "message a: x, QoS 1, identifier 1, duplicate");
		host.sent("40 02 00 01", "40 02 00 01");
	});

	it("is answered without reason string and user properties, so within any maximum size [MQTT-3.4.2-2] [MQTT-3.4.2-3]", () => {
		const host = new Host5();
		// Maximum Packet Size 4
		host.online({}, "20 08 00 00 05 27 00 00 00 04");
		host.send('32 0E 00 01 "a" 00 01 07 26 00 01 "n" 00 01 "v" "x"');
		host.sent("40 02 00 01");
	});

	it("is acknowledged as usual while another request of the client is pending [MQTT-2.2.1-5]", () => {
		const host = new Host5();
		const client = host.online();
		client.topic("t", { QoS: 1 }).publish();
		host.writes.length = 0;
		host.send('32 07 00 01 "a" 00 01 00 "x"');
		host.sent("40 02 00 01");
		host.send("40 02 00 01");
		host.happened("message a: x, QoS 1, identifier 1", "published 1 0", "settled");
	});
});
