import { Refusal } from "mote-mqtt";
import { equal, throws } from "../assert.js";
import { Host } from "./host.js";

// In more memory than the smallest device has.

describe("What is longer than MQTT can carry", () => {
	it("is refused as an option [MQTT-4.7.3-3]", () => {
		const text = "x".repeat(65_536);
		const bytes = new Uint8Array(65_536);
		for (const [name, options] of [
			["id", { id: text }],
			["user", { user: text }],
			["password", { user: "u", password: text }],
			["password", { user: "u", password: bytes }],
			["will.topic", { will: { topic: text } }],
			["will.message", { will: { topic: "a", message: text } }],
			["will.message", { will: { topic: "a", message: bytes } }],
		]) {
			let error;
			try {
				new Host().client(options);
			} catch (thrown) {
				error = thrown;
			}
			equal(error instanceof TypeError, true, name);
			equal(error.message.indexOf(`${name}: expected `), 0, error.message);
		}
	});

	it("is refused as a topic or a filter", () => {
		const client = new Host().client();
		throws(() => client.topic("x".repeat(65_536)), TypeError, "topic: expected ");
		throws(() => client.subscribe("x".repeat(65_536)), TypeError, "filter: expected ");
	});

	it("is refused as a payload: as too large, however it is given, not as what is wrong", () => {
		const host = new Host();
		const topic = host.online({ buffers: { send: 65_535, unacknowledged: 80_000 } }).topic("a");
		equal(topic.publish("x".repeat(70_000)), Refusal.tooLarge);
		equal(topic.publish(new Uint8Array(100_000)), Refusal.tooLarge);
		equal(topic.publish(new ArrayBuffer(100_000)), Refusal.tooLarge);
		const kept = host.made.topic("a", { QoS: 1 });
		equal(kept.publish("x".repeat(70_000)), Refusal.tooLarge);
		host.sent();
	});
});

describe("The largest buffers", () => {
	it("send and receive packets as large as they are", () => {
		const host = new Host({ room: 1_000 });
		const sizes = { send: 65_535, receive: 65_535, unacknowledged: 70_000 };
		let received = 0;
		const client = host.online({
			buffers: sizes,
			onMessage({ start, end }) {
				received = end - start;
			},
		});
		let written = 0;
		host.onWrite = (bytes) => {
			written += bytes.length;
		};
		// 1 for the type, 3 for the length, 3 for the topic, 2 for the identifier.
		equal(client.topic("a", { QoS: 1 }).publish(new Uint8Array(65_535 - 9)), 1);
		for (let i = 0; i < 100; i++) host.drain();
		equal(written, 65_535);
		host.send("40 02 00 01");
		equal(client.settled, true);
		const packet = new Uint8Array(65_535);
		packet.set([0x30, 0xfb, 0xff, 0x03, 0, 1, 0x61]);
		host.sendPieces(packet, 1_000);
		equal(received, 65_535 - 7);
	});

	it("are 512, 512 and 1,024 bytes by default", () => {
		const host = new Host();
		const client = host.online({ buffers: undefined });
		const zero = client.topic("a");
		equal(zero.publish(new Uint8Array(507)), Refusal.tooLarge);
		equal(zero.publish(new Uint8Array(506)), 0);
		host.drain();
		host.happened("settled");
		const one = client.topic("a", { QoS: 1 });
		// 4 for each, and 512 and 504.
		equal(one.publish(new Uint8Array(504)), 1);
		equal(one.publish(new Uint8Array(497)), Refusal.full);
		equal(one.publish(new Uint8Array(496)), 2);
		const packet = new Uint8Array(513);
		packet.set([0x30, 0xfd, 0x03, 0, 1, 0x61]);
		host.send(packet.slice(0, 512));
		packet[1] = 0xfe; // one byte more
		host.send(packet);
		equal(host.log.length, 2);
		equal(host.log[0].indexOf("message a: "), 0);
		equal(host.log[1], "oversize a 507");
	});
});
