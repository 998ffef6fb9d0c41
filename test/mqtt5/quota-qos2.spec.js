import { ExactlyOnce } from "mote-mqtt/exactly-once";
import { equal } from "../assert.js";
import { Host5, KEPT } from "./host.js";

/** CONNACK with Receive Maximum 1. */
const ONE = "20 06 00 00 03 21 00 01";

describe("The server's Receive Maximum, at QoS 2", () => {
	it("counts a message until PUBCOMP [MQTT-3.3.4-7] [MQTT-4.9.0-2]", () => {
		const host = new Host5();
		const client = host.online({ exactlyOnce: new ExactlyOnce() }, ONE);
		const topic = client.topic("a", { QoS: 2 });
		topic.publish("x");
		topic.publish("y");
		host.sent('34 07 00 01 "a" 00 01 00 "x"');
		host.send("50 02 00 01");
		host.sent("62 02 00 01");
		host.send("70 02 00 01");
		host.sent('34 07 00 01 "a" 00 02 00 "y"');
		host.happened("published 1 0");
	});

	it("counts a message until PUBREC with an error, which completes it [MQTT-3.3.4-7] [MQTT-4.4.0-2]", () => {
		const host = new Host5();
		const client = host.online({ ...KEPT, exactlyOnce: new ExactlyOnce() }, ONE);
		const topic = client.topic("a", { QoS: 2 });
		topic.publish("x");
		topic.publish("y");
		host.writes.length = 0;
		// Not authorized.
		host.send("50 03 00 01 87");
		host.sent('34 07 00 01 "a" 00 02 00 "y"');
		host.happened("published 1 135");
		host.lose();
		host.again("20 03 01 00 00");
		host.sent('3C 07 00 01 "a" 00 02 00 "y"');
	});

	it("does not delay PUBREL for messages sent before [MQTT-3.3.4-8]", () => {
		const host = new Host5();
		const client = host.online({ ...KEPT, exactlyOnce: new ExactlyOnce() });
		const topic = client.topic("a", { QoS: 2 });
		topic.publish("x");
		topic.publish("y");
		topic.publish("z");
		host.send("50 02 00 01 50 02 00 03");
		host.lose();
		host.again("20 06 01 00 03 21 00 01");
		// Sent before anything is answered.
		host.sent("62 02 00 01", "62 02 00 03");
		host.send("70 02 00 01 70 02 00 03");
		host.sent('3C 07 00 01 "a" 00 02 00 "y"');
		host.send("50 02 00 02 70 02 00 02");
		equal(client.settled, true);
	});
});
