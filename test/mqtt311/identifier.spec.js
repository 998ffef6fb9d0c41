import { equal } from "../assert.js";
import { hex } from "../bytes.js";
import { ACCEPTED, Host, KEPT, PRESENT } from "./host.js";

/** Publishes `count` messages, each acknowledged at once; the first with `identifier`. */
function publishMany(host, topic, count, identifier) {
	const puback = hex("40 02 00 00");
	for (let i = 0; i < count; i++) {
		if (topic.publish() !== identifier) equal(topic.publish(), identifier);
		puback[2] = identifier >> 8;
		puback[3] = identifier & 255;
		host.socket.room = 1072;
		host.send(puback);
		if (i % 10 === 0) {
			host.drain();
			host.writes.length = host.log.length = 0;
		}
		identifier++;
	}
	host.drain();
	host.writes.length = host.log.length = 0;
}

describe("Packet Identifiers", () => {
	it("of messages are one sequence; SUBSCRIBE and UNSUBSCRIBE have one that no message has [MQTT-2.3.1-1] [MQTT-2.3.1-2]", () => {
		const host = new Host();
		const client = host.online();
		equal(client.topic("a", { QoS: 1 }).publish(), 1);
		client.subscribe("b");
		client.unsubscribe("c");
		equal(client.topic("a", { QoS: 1 }).publish(), 2);
		host.send("90 03 FF FF 00");
		host.sent('32 05 00 01 "a" 00 01', '82 06 FF FF 00 01 "b" 00', '32 05 00 01 "a" 00 02', 'A2 05 FF FF 00 01 "c"');
	});

	it("are not used by QoS 0, nor by refused messages", () => {
		const host = new Host();
		const client = host.online({ buffers: { send: 32, unacknowledged: 32 } });
		const zero = client.topic("a");
		const one = client.topic("a", { QoS: 1 });
		for (let i = 0; i < 20; i++) zero.publish();
		equal(one.publish("x".repeat(100)), -3);
		equal(one.publish("x".repeat(20)), 1);
		for (let i = 0; i < 20; i++) equal(one.publish("x"), -2);
		host.send("40 02 00 01");
		equal(one.publish("x"), 2);
	});

	it("continue after a reconnect, in the same session or a new one", () => {
		const host = new Host();
		const client = host.online(KEPT);
		const topic = client.topic("a", { QoS: 1 });
		equal(topic.publish(), 1);
		host.lose();
		host.again(PRESENT);
		equal(topic.publish(), 2);
		host.lose();
		host.again(ACCEPTED);
		equal(topic.publish(), 3);
	});

	it("continue from 65,533 with 1, because 0 is invalid [MQTT-2.3.1-1], and skip those in use [MQTT-2.3.1-2]", () => {
		const host = new Host();
		const client = host.online({ keepAlive: 0 });
		const topic = client.topic("a", { QoS: 1 });
		publishMany(host, topic, 2, 1);
		for (let i = 3; i <= 6; i++) equal(topic.publish(), i);
		host.send("40 02 00 05");
		// In use: 3, 4 and 6.
		host.writes.length = 0;
		publishMany(host, topic, 65_526, 7);
		equal(topic.publish(), 65_533);
		equal(topic.publish(), 1);
		client.subscribe("a");
		equal(topic.publish(), 2);
		equal(topic.publish(), 5);
		equal(topic.publish(), 7);
		host.sent(
			'32 05 00 01 "a" FF FD',
			'32 05 00 01 "a" 00 01',
			'82 06 FF FF 00 01 "a" 00',
			'32 05 00 01 "a" 00 02',
			'32 05 00 01 "a" 00 05',
			'32 05 00 01 "a" 00 07',
		);
		// Each acknowledgement finds its own.
		host.send("40 02 FF FD 40 02 00 01 40 02 00 02 40 02 00 05 40 02 00 07 40 02 00 03 90 03 FF FF 00 40 02 00 04");
		host.happened("subscribed a 0");
		host.send("40 02 00 06");
		host.happened("settled");
	});

	it("are free again only after the acknowledgement [MQTT-2.3.1-3]", () => {
		const host = new Host();
		const client = host.online({ keepAlive: 0 });
		const topic = client.topic("a", { QoS: 1 });
		equal(topic.publish(), 1);
		host.writes.length = 0;
		publishMany(host, topic, 65_532, 2);
		equal(topic.publish(), 2);
		host.send("40 02 00 02 40 02 00 01");
		equal(topic.publish(), 3);
	});
});
