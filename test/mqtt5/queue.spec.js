import { Refusal } from "mote-mqtt/mqtt5";
import { deepEqual, equal } from "../assert.js";
import { ACCEPTED, Host5, KEPT, PRESENT } from "./host.js";

/** A connected client with onWritable, which logs everything. */
function online(room, options, connack = ACCEPTED) {
	const host = new Host5({ room });
	host.online({ ...options, onWritable: (count) => host.log.push(`writable ${count}`) }, connack);
	return host;
}

/** Checks what the client has reported about room and settling since the last call. */
function told(host, ...lines) {
	deepEqual(
		host.log.splice(0).filter((line) => line === "settled" || line.startsWith("writable")),
		lines,
	);
}

// After `await`, nothing else is on a device's small stack.

describe("A message at QoS 0 of 5.0", () => {
	it("is settled once it has left the socket, and not when it is written", async () => {
		await undefined;
		const host = online();
		const client = host.made;
		client.topic("a").publish("x");
		host.sent('30 05 00 01 "a" 00 "x"');
		equal(client.settled, false);
		host.drain(6);
		equal(client.settled, false);
		told(host);
		host.drain(1);
		equal(client.settled, true);
		told(host, "settled");
		host.drain();
		told(host);
	});

	it("is settled in the same way with an expiry, and with an alias for its topic", async () => {
		await undefined;
		const host = online(undefined, {}, "20 06 00 00 03 22 00 05");
		const client = host.made;
		const aliased = client.topic("a/b/c");
		const expiring = client.topic("b", { expiry: 5_000 });
		for (const topic of [aliased, aliased, expiring]) {
			topic.publish("x");
			equal(client.settled, false);
			host.drain();
			told(host, "settled");
		}
		host.sent(
			'30 0C 00 05 "a/b/c" 03 23 00 01 "x"',
			'30 07 00 00 03 23 00 01 "x"',
			'30 0D 00 01 "b" 08 23 00 02 02 00 00 00 05 "x"',
		);
	});

	it("is settled with others, at any QoS, when the last of them is", async () => {
		await undefined;
		const host = online();
		const client = host.made;
		const one = client.topic("b", { QoS: 1 });
		client.topic("a").publish("x");
		one.publish("y");
		host.send("40 02 00 01");
		equal(client.settled, false);
		told(host);
		host.drain();
		told(host, "settled");
		client.topic("a").publish("x");
		one.publish("y");
		host.drain();
		equal(client.settled, false);
		told(host);
		host.send("40 02 00 02");
		told(host, "settled");
		equal(client.settled, true);
	});

	it("is refused as full if the socket is full, and onWritable follows; as too large if it can never be sent", async () => {
		await undefined;
		const host = online(200, { buffers: { send: 400, receive: 128, unacknowledged: 64 } });
		const topic = host.made.topic("a");
		// 7 bytes beside the payload, 16 reserved for acknowledgements, and 4 for an alias: 200.
		equal(topic.publish(new Uint8Array(173)), 0);
		for (let i = 0; i < 3; i++) equal(topic.publish(new Uint8Array(173)), Refusal.full);
		equal(topic.publish(new Uint8Array(178)), Refusal.tooLarge);
		equal(topic.publish(new Uint8Array(397)), Refusal.tooLarge);
		host.drain(100);
		told(host);
		host.drain();
		told(host, "writable 184", "settled");
		equal(topic.publish(new Uint8Array(173)), 0);
	});
});

describe("A full queue of 5.0", () => {
	it("calls onWritable when there is room for what it refused: once, and again after the next refusal", async () => {
		await undefined;
		// A record takes 8 more bytes, and a packet 8 more than its payload.
		const host = online(undefined, { buffers: { send: 64, receive: 64, unacknowledged: 52 } });
		const topic = host.made.topic("a", { QoS: 1 });
		for (let i = 1; i < 4; i++) equal(topic.publish("x"), i);
		equal(topic.publish("01234567"), Refusal.full);
		equal(topic.publish("012345678"), Refusal.full);
		host.send("40 02 00 01");
		// 10 bytes do not suffice for the smaller one, of 16.
		told(host);
		host.send("40 02 00 02");
		told(host, "writable 27");
		host.send("40 02 00 03");
		told(host, "settled");
		for (let i = 4; i < 7; i++) equal(topic.publish("x"), i);
		equal(topic.publish("x"), Refusal.full);
		host.send("40 02 00 05");
		told(host, "writable 10");
	});

	it("is filled by the app in onWritable, in order, whatever is received", async () => {
		await undefined;
		const host = new Host5();
		let next = 0;
		const onWritable = () => {
			while (next < 12 && topic.publish(`${next % 10}`) > 0) next++;
		};
		const client = host.client({ ...KEPT, onWritable, buffers: { send: 64, receive: 64, unacknowledged: 52 } });
		const topic = client.topic("a", { QoS: 1 });
		onWritable();
		equal(next, 3);
		// Receive Maximum 1.
		host.again("20 06 00 00 03 21 00 01");
		for (let i = 1; i <= 12; i++) {
			equal(next, Math.min(12, i + 2));
			host.send(new Uint8Array([0x40, 2, 0, i]));
		}
		equal(host.writes.map((write) => String.fromCharCode(write[8])).join(""), "012345678901");
		told(host, "settled");
	});

	it("calls onWritable on the next connection if there is room only then", async () => {
		await undefined;
		const host = online(undefined, { ...KEPT, buffers: { send: 64, receive: 64, unacknowledged: 17 } });
		const topic = host.made.topic("a", { QoS: 1 });
		equal(topic.publish("x"), 1);
		equal(topic.publish("y"), Refusal.full);
		host.lose();
		equal(topic.publish("y"), Refusal.full);
		host.again(PRESENT);
		host.send("40 02 00 01");
		told(host, "writable 9", "settled");
		equal(topic.publish("y"), 2);
	});
});
