import { equal, throws } from "../assert.js";
import { Host5, KEPT, PRESENT } from "./host.js";

describe("A message's expiry", () => {
	it("is sent with it, in seconds, rounded up", () => {
		const host = new Host5();
		const client = host.online();
		const topic = client.topic("a", { expiry: 4_001 });
		topic.publish("x");
		topic.expiry = 3_600_000;
		topic.publish("y");
		topic.expiry = Infinity;
		topic.publish("y");
		topic.expiry = undefined;
		topic.publish("z");
		host.sent(
			'30 0A 00 01 "a" 05 02 00 00 00 05 "x"',
			'30 0A 00 01 "a" 05 02 00 00 0E 10 "y"',
			'30 0A 00 01 "a" 05 02 FF FF FF FF "y"',
			'30 05 00 01 "a" 00 "z"',
		);
	});

	it("is the remaining time if the message was queued", () => {
		const host = new Host5();
		const client = host.client(KEPT);
		client.topic("a", { QoS: 1, expiry: 10_000 }).publish("x");
		client.close();
		host.advance(4_000);
		client.connect();
		host.again();
		host.sent('32 0C 00 01 "a" 00 01 05 02 00 00 00 06 "x"');
	});

	it("never passes early: a message with less than a second left is sent with one second", () => {
		const host = new Host5({ ticks: 900 });
		const client = host.online(KEPT);
		host.advance(899);
		host.lose();
		client.topic("a", { QoS: 1, expiry: 1_000 }).publish("x");
		host.advance(200);
		client.connect();
		host.again(PRESENT);
		host.sent('32 0C 00 01 "a" 00 01 05 02 00 00 00 01 "x"');
	});

	it("ends a queued message: it is not sent, and onOutcome is called; the next ones are sent", () => {
		const host = new Host5();
		const client = host.client(KEPT);
		client.topic("a", { QoS: 1, expiry: 5_000 }).publish("x");
		client.topic("b", { QoS: 1 }).publish("y");
		client.topic("c", { QoS: 1, expiry: 60_000 }).publish("z");
		host.step();
		host.lose();
		host.advance(900);
		client.close();
		host.advance(6_000);
		client.connect();
		host.log.length = 0;
		host.again();
		host.happened("connected", "published 1 261");
		host.sent('32 07 00 01 "b" 00 02 00 "y"', '32 0C 00 01 "c" 00 03 05 02 00 00 00 36 "z"');
	});

	it("ends a message that waits for the server's quota", () => {
		const host = new Host5();
		const client = host.online({}, "20 06 00 00 03 21 00 01");
		client.topic("a", { QoS: 1 }).publish("x");
		client.topic("b", { QoS: 1, expiry: 2_000 }).publish("y");
		client.topic("c", { QoS: 1, expiry: 9_000 }).publish("z");
		host.writes.length = 0;
		host.advance(4_000);
		host.send("40 02 00 01");
		host.happened("published 1 0", "published 2 261");
		host.sent('32 0C 00 01 "c" 00 03 05 02 00 00 00 05 "z"');
	});

	it("ends a message that was sent before if the server has lost the session, and everything settles", () => {
		const host = new Host5();
		const client = host.online(KEPT);
		client.topic("a", { QoS: 1, expiry: 2_000 }).publish("x");
		host.lose();
		host.advance(900);
		client.close();
		host.advance(5_000);
		client.connect();
		host.log.length = 0;
		host.again();
		host.happened("connected", "published 1 261", "settled");
		host.sent();
	});

	it("does not prevent resending what the server may have received, with the remaining time, at least a second [MQTT-4.4.0-1] [MQTT-3.3.1-1]", () => {
		const host = new Host5();
		const client = host.online(KEPT);
		client.topic("a", { QoS: 1, expiry: 3_000 }).publish("x");
		client.topic("b", { QoS: 1, expiry: 30_000 }).publish("y");
		host.lose();
		host.advance(900);
		client.close();
		host.advance(9_100);
		client.connect();
		host.again(PRESENT);
		host.sent('3A 0C 00 01 "a" 00 01 05 02 00 00 00 01 "x"', '3A 0C 00 01 "b" 00 02 05 02 00 00 00 14 "y"');
	});

	it("continues across the wrap of the clock, and weeks without a connection", () => {
		const host = new Host5({ ticks: 0x7fffffff - 10_000 });
		const client = host.client({ ...KEPT, onDisconnect: undefined });
		client.topic("a", { QoS: 1, expiry: 7 * 7 * 86_400_000 }).publish("x");
		client.topic("b", { QoS: 1, expiry: 86_400_000 }).publish("y");
		host.step();
		host.lose();
		for (let day = 0; day < 42; day++) {
			host.advance(12 * 3_600_000);
			host.advance(12 * 3_600_000);
		}
		client.close();
		client.connect();
		host.again();
		host.happened("connected", "published 2 261");
		// A week, plus or minus a second.
		const left = new DataView(host.writes[0].buffer).getUint32(9);
		equal(Math.abs(left - 7 * 86_400) <= 1, true, left);
	});

	it("does not end a partly written message through what the app does when another one has expired", async () => {
		// After `await`, nothing else is on a device's small stack.
		await undefined;
		const host = new Host5();
		const client = host.client({ ...KEPT, buffers: { unacknowledged: 256 } });
		const third = client.topic("c", { QoS: 1 });
		const payload = new Uint8Array([0x7a]);
		client.onOutcome = (identifier) => {
			host.log.push(identifier);
			if (identifier > 1) return;
			third.publish(payload);
			host.elapsed += 10_000;
		};
		client.topic("a", { QoS: 1, expiry: 1_000 }).publish("x");
		client.topic("b", { QoS: 1, expiry: 4_000 }).publish("y".repeat(40));
		host.meet();
		host.squeeze(16);
		host.send("20 03 00 00 00");
		host.advance(2_500);
		host.socket.room = 40;
		// Without this function's frames on the stack.
		await Promise.resolve(40).then((room) => host.socket.onWritable(room));
		host.drain();
		host.happened("connected", 1);
		host.streamed('32 33 00 01 "b" 00 02 05 02 00 00 00 02 "y"*40', '32 07 00 01 "c" 00 03 00 "z"');
	});

	it("continues for weeks also if the message was published after the client had given up", () => {
		const host = new Host5();
		const client = host.online({ ...KEPT, reconnect: false });
		host.send("E0 01 8A");
		client.topic("a", { QoS: 1, expiry: 86_400_000 }).publish("x");
		for (let day = 0; day < 50; day++) host.advance(86_400_000);
		client.connect();
		host.log.length = 0;
		host.again(PRESENT);
		host.happened("connected, session present", "published 1 261", "settled");
		host.sent();
	});

	it("must be milliseconds, or Infinity", () => {
		const client = new Host5().client();
		throws(() => client.topic("a", { expiry: -1 }), RangeError, "expiry");
		throws(() => client.topic("a", { expiry: "soon" }), RangeError, "expiry");
		throws(() => client.topic("a", { expiry: Number.NaN }), RangeError, "expiry");
	});
});
