import { Refusal } from "mote-mqtt";
import { equal } from "../assert.js";
import { Host, KEPT } from "./host.js";

describe("A refusal", () => {
	it("is a negative number that is different for each cause", () => {
		const values = Object.keys(Refusal).map((name) => Refusal[name]);
		equal(values.length, 5);
		equal(new Set(values).size, 5);
		for (const value of values) equal(value < 0, true);
	});

	it("full: buffers.unacknowledged is in use, and the message is neither stored nor sent", () => {
		const host = new Host();
		// Each message takes 12 bytes: 4 for the record and 8 for the packet.
		const client = host.online({ buffers: { unacknowledged: 40 } });
		const topic = client.topic("a", { QoS: 1 });
		for (let i = 1; i <= 3; i++) equal(topic.publish("x"), i);
		equal(topic.publish("y"), Refusal.full);
		equal(host.writes.length, 3);
		host.send("40 02 00 02");
		equal(topic.publish("z"), 4);
		equal(topic.publish("y"), Refusal.full);
		host.writes.length = 0;
		host.send("40 02 00 01 40 02 00 03 40 02 00 04");
		host.happened("settled");
		host.sent();
	});

	it("full: also without a connection, and the accepted messages are sent complete", () => {
		const host = new Host();
		const client = host.client({ buffers: { unacknowledged: 24 } });
		const topic = client.topic("a", { QoS: 1 });
		equal(topic.publish("x"), 1);
		equal(topic.publish("longer"), Refusal.full);
		equal(topic.publish("y"), 2);
		equal(topic.publish(), Refusal.full);
		host.again();
		host.sent('32 06 00 01 "a" 00 01 "x"', '32 06 00 01 "a" 00 02 "y"');
	});

	it("full: at QoS 0 only if the message has to be queued", () => {
		const host = new Host();
		const client = host.online({ buffers: { unacknowledged: 12 } });
		client.topic("a", { QoS: 1 }).publish("x");
		const zero = client.topic("b");
		equal(zero.publish("y"), 0);
		host.sent('32 06 00 01 "a" 00 01 "x"', '30 04 00 01 "by"');
		const tight = new Host({ room: 20 });
		const waiting = tight.online({ buffers: { unacknowledged: 12 } }).topic("b");
		equal(waiting.publish("12"), 0);
		equal(waiting.publish("34"), Refusal.full);
	});

	it("tooLarge: a message at QoS 0, or a filter, does not fit in buffers.send, which a message at QoS 1 does not need", () => {
		const host = new Host();
		const client = host.online({ buffers: { send: 32 } });
		const zero = client.topic("a");
		equal(zero.publish("x".repeat(28)), Refusal.tooLarge);
		host.sent();
		equal(client.settled, true);
		equal(zero.publish("x".repeat(27)), 0);
		host.sent('30 1E 00 01 "a" "x"*27');
		const long = "x".repeat(40);
		equal(client.topic("a", { QoS: 1 }).publish(long), 1);
		equal(client.subscribe(long), Refusal.tooLarge);
		equal(client.unsubscribe(long), Refusal.tooLarge);
		equal(client.subscribe("x".repeat(23)), 0);
		host.sent('32 2D 00 01 "a" 00 01 "x"*40', '82 1C FF FF 00 17 "x"*23 00');
	});

	it("full: a message at QoS 0 fits in buffers.send, but there is no room at present", () => {
		const host = new Host({ room: 100 });
		const client = host.online({ buffers: { send: 90, unacknowledged: 20 } });
		const topic = client.topic("a");
		const large = new Uint8Array(78);
		equal(topic.publish(large), 0);
		for (let i = 0; i < 3; i++) equal(topic.publish(large), Refusal.full);
		equal(host.writes.length, 1);
		host.drain();
		equal(topic.publish(large), 0);
		equal(topic.publish(new Uint8Array(87)), Refusal.tooLarge);
	});

	it("tooLarge: the packet does not fit in buffers.unacknowledged, even if that is empty", () => {
		const host = new Host();
		const client = host.online({ buffers: { unacknowledged: 12 } });
		const topic = client.topic("a", { QoS: 1 });
		equal(topic.publish("xy"), Refusal.tooLarge);
		equal(topic.publish("x"), 1);
		equal(topic.publish("xy"), Refusal.tooLarge);
		equal(topic.publish("x"), Refusal.full);
		const none = new Host();
		equal(
			none
				.online({ buffers: { unacknowledged: 0 } })
				.topic("a", { QoS: 1 })
				.publish(),
			Refusal.tooLarge,
		);
		equal(none.made.topic("a").publish("zero"), 0);
	});

	it("notConnected: a message at QoS 0 is not stored, neither before the first connection nor after a loss", () => {
		const host = new Host();
		const client = host.client(KEPT);
		const topic = client.topic("a");
		equal(topic.publish("x"), Refusal.notConnected);
		host.again();
		host.lose();
		equal(topic.publish("x"), Refusal.notConnected);
		host.again();
		host.sent();
		equal(topic.publish("x"), 0);
	});

	it("closed: after disconnect(), while the client waits for PUBACK and after that", () => {
		const host = new Host();
		const client = host.online();
		const one = client.topic("a", { QoS: 1 });
		const zero = client.topic("a");
		one.publish("x");
		client.disconnect();
		host.writes.length = 0;
		for (let i = 0; i < 2; i++) {
			equal(one.publish("y"), Refusal.closed);
			equal(zero.publish("y"), Refusal.closed);
			host.sent();
			if (i === 0) host.send("40 02 00 01");
			host.advance(1);
			host.writes.length = 0;
		}
		equal(host.socket.closed, true);
	});

	it("closed: after close()", () => {
		const host = new Host();
		const client = host.online();
		client.close();
		equal(client.topic("a", { QoS: 1 }).publish("y"), Refusal.closed);
		equal(client.topic("a").publish("y"), Refusal.closed);
		host.sent();
	});

	it("invalid: a payload that is neither bytes nor text, or an invalid length", () => {
		const host = new Host();
		const client = host.online();
		const topic = client.topic("a");
		const bytes = new Uint8Array(3);
		for (const payload of [null, 5, true, {}, () => {}, 21.5, { length: Number.NaN }, "\ud800", "x\udfff"]) {
			equal(topic.publish(payload), Refusal.invalid, String(payload));
		}
		equal(topic.publish(new ArrayBuffer(3), 4), Refusal.invalid);
		for (const length of [-1, 4, 1.5, Number.NaN, Infinity, -Infinity, 2 ** 32, "2", null, {}]) {
			equal(topic.publish(bytes, length), Refusal.invalid, String(length));
		}
		host.sent();
		equal(topic.publish("x"), 0);
		host.sent('30 04 00 01 "ax"');
	});

	it("invalid: an object that only looks like bytes", () => {
		const host = new Host();
		const client = host.online();
		const topic = client.topic("a", { QoS: 1 });
		for (const payload of [
			{ length: 2 },
			{ length: 2, 0: 1, 1: 2 },
			[1, 2],
			new Uint16Array(2),
			new DataView(new ArrayBuffer(2)),
		]) {
			equal(topic.publish(payload), Refusal.invalid);
		}
		host.sent();
		equal(client.settled, true);
	});
});
