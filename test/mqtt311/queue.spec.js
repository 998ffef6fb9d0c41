import { Refusal } from "mote-mqtt";
import { deepEqual, equal } from "../assert.js";
import { hex } from "../bytes.js";
import { Host, KEPT, PRESENT } from "./host.js";

/** An onWritable that adds its count to the log. */
function logWritable(host) {
	return (count) => host.log.push(`writable ${count}`);
}

/** A connected client that logs onWritable. */
function online(room, options) {
	const host = new Host({ room });
	host.online({ ...options, onWritable: logWritable(host) });
	return host;
}

describe("A message at QoS 0", () => {
	it("is settled when it has left the socket, not when it is written", () => {
		const host = online();
		const client = host.made;
		client.topic("a").publish("x");
		host.sent('30 04 00 01 "ax"');
		equal(client.settled, false);
		host.drain(5);
		equal(client.settled, false);
		host.happened();
		host.drain(1);
		equal(client.settled, true);
		host.happened("settled");
		// onSettled is not called again.
		host.drain();
		host.happened();
	});

	it("is settled together with other messages, at any QoS, when the last of them is", () => {
		const host = online();
		const client = host.made;
		const one = client.topic("b", { QoS: 1 });
		client.topic("a").publish("x");
		one.publish("y");
		host.send("40 02 00 01");
		equal(client.settled, false);
		host.happened();
		host.drain();
		host.happened("settled");
		client.topic("a").publish("x");
		one.publish("y");
		host.drain();
		equal(client.settled, false);
		host.happened();
		host.send("40 02 00 02");
		host.happened("settled");
		equal(client.settled, true);
	});

	it("published in onConnect is settled when it has left the socket, so that a device may sleep then", () => {
		const host = new Host();
		const client = host.client({ onConnect: () => client.topic("a").publish("x") });
		host.again();
		host.sent('30 04 00 01 "ax"');
		equal(client.settled, false);
		host.happened();
		host.drain();
		host.happened("settled");
	});

	it("is not waited for after the connection is lost, because it is not sent again", () => {
		const host = online();
		const client = host.made;
		client.topic("a").publish("x");
		host.lose();
		equal(client.settled, true);
		host.happened("connectionLost, retry 1000");
		host.again();
		host.happened("connected");
		equal(client.settled, true);
	});

	it("is discarded from the queue when the connection ends, and leaves its room to stored messages", () => {
		const host = online(64);
		const client = host.made;
		const zero = client.topic("a");
		const one = client.topic("b", { QoS: 1 });
		// Fills the socket and the whole queue.
		while (!zero.publish("x".repeat(20)));
		equal(one.publish("y".repeat(20)), Refusal.full);
		host.lose();
		equal(client.settled, true);
		equal(one.publish("y".repeat(20)), 1);
		host.writes.length = 0;
		host.again();
		host.drain();
		host.streamed('32 19 00 01 "b" 00 01 "y"*20');
	});

	it("does not delay disconnect(), because DISCONNECT is sent after it", () => {
		const host = online();
		host.made.topic("a").publish("x");
		host.made.disconnect(0);
		host.step();
		host.sent('30 04 00 01 "ax"', "E0 00");
		host.happened("disconnected");
	});

	it("is settled at once on a socket whose room never changes, without onSettled", () => {
		const host = online();
		const client = host.made;
		// A write of 8 bytes then takes no room.
		host.overhead = -8;
		client.topic("a").publish("xyz");
		equal(client.settled, true);
		host.happened();
		client.topic("b", { QoS: 1 }).publish("y");
		host.send("40 02 00 01");
		host.happened("settled");
	});

	it("postpones PINGREQ once it has left the socket", () => {
		const host = online(undefined, { keepAlive: 10_000 });
		const topic = host.made.topic("a");
		for (let i = 0; i < 6; i++) {
			host.advance(8_000);
			host.send('30 03 00 01 "m"');
			topic.publish("x");
			host.drain();
			host.sent('30 04 00 01 "ax"');
		}
		// A message that stays in the socket does not postpone PINGREQ: the connection may be dead.
		host.advance(8_000);
		topic.publish("x");
		host.advance(2_000);
		host.sent('30 04 00 01 "ax"', "C0 00");
	});

	it("that finds the socket full is refused as full, not as tooLarge, and onWritable reports room later", () => {
		const host = online(200, { buffers: { send: 200, receive: 128, unacknowledged: 64 } });
		const topic = host.made.topic("a");
		const large = new Uint8Array(150);
		equal(topic.publish(large), 0);
		for (let i = 0; i < 3; i++) equal(topic.publish(large), Refusal.full);
		host.happened();
		host.drain(100);
		host.happened();
		host.drain();
		// 200 less the room that is kept for acknowledgements. onWritable comes before onSettled.
		host.happened("writable 184", "settled");
		equal(topic.publish(large), 0);
		host.drain();
		host.happened("settled");
	});

	it("is refused as tooLarge only if it can never be sent", () => {
		const host = online(200, { buffers: { send: 400, receive: 128, unacknowledged: 64 } });
		const topic = host.made.topic("a");
		// A payload of 178 bytes, 6 other bytes of the packet, and 16 bytes kept for acknowledgements: 200.
		equal(topic.publish(new Uint8Array(178)), 0);
		equal(topic.publish(new Uint8Array(178)), Refusal.full);
		equal(topic.publish(new Uint8Array(179)), Refusal.tooLarge);
		equal(topic.publish(new Uint8Array(397)), Refusal.tooLarge);
		host.drain();
		host.happened("writable 184", "settled");
	});

	it("refused because of a queued message causes onWritable when that message has been sent", () => {
		const host = online(64, { buffers: { send: 128, receive: 128, unacknowledged: 64 } });
		const one = host.made.topic("b", { QoS: 1 });
		equal(one.publish(new Uint8Array(48)), 1);
		equal(host.made.topic("a").publish("0123456789"), Refusal.full);
		host.drain();
		// The queued message's last 7 bytes are in the socket, and 16 bytes of room are kept for acknowledgements.
		host.happened("writable 41");
	});

	it("refused also causes onWritable when the queue has room, because the message may be queued", () => {
		const host = online(64, { buffers: { send: 128, receive: 128, unacknowledged: 64 } });
		const one = host.made.topic("b", { QoS: 1 });
		for (let i = 1; i < 5; i++) equal(one.publish("01"), i);
		const zero = host.made.topic("a");
		equal(zero.publish("0123456789012345678901234567"), Refusal.full);
		host.send("40 02 00 01");
		host.happened();
		// 26 of 64 bytes are in use, and a record takes 4.
		host.send("40 02 00 02");
		host.happened("writable 34");
		equal(zero.publish("0123456789012345678901234567"), 0);
	});
});

describe("A full queue", () => {
	it("calls onWritable when there is room for the refused message: once for each refusal", () => {
		const host = online(undefined, { buffers: { send: 64, receive: 64, unacknowledged: 40 } });
		const topic = host.made.topic("a", { QoS: 1 });
		for (let i = 1; i < 4; i++) equal(topic.publish("x"), i);
		equal(topic.publish("0123456"), Refusal.full);
		equal(topic.publish("01234567"), Refusal.full);
		host.send("40 02 00 01");
		// onWritable waits for 16 bytes and 4 for the record, which the smaller message needs.
		host.happened();
		host.send("40 02 00 02");
		host.happened("writable 24");
		host.send("40 02 00 03");
		host.happened("settled");
		for (let i = 4; i < 7; i++) equal(topic.publish("x"), i);
		equal(topic.publish("x"), Refusal.full);
		host.send("40 02 00 05");
		host.happened("writable 12");
		host.send("40 02 00 04 40 02 00 06");
		host.happened("settled");
	});

	it("can be refilled by the app in onWritable, and the messages stay in order", () => {
		const host = new Host();
		let next = 0;
		const onWritable = () => {
			while (next < 12 && topic.publish(`${next % 10}`) > 0) next++;
		};
		const client = host.client({ ...KEPT, onWritable, buffers: { send: 64, receive: 64, unacknowledged: 40 } });
		const topic = client.topic("a", { QoS: 1 });
		onWritable();
		equal(next, 3);
		host.again();
		for (let i = 1; i <= 12; i++) {
			equal(next, Math.min(12, i + 2));
			host.send(new Uint8Array([0x40, 2, 0, i]));
		}
		deepEqual(
			host.writes
				.splice(0)
				.map((write) => String.fromCharCode(write[7]))
				.join(""),
			"012345678901",
		);
		host.happened("connected", "settled");
		equal(client.settled, true);
	});

	it("calls onWritable on the next connection if the PUBACK that makes room arrives then", () => {
		const host = online(undefined, { ...KEPT, buffers: { send: 64, receive: 64, unacknowledged: 12 } });
		const topic = host.made.topic("a", { QoS: 1 });
		equal(topic.publish("x"), 1);
		equal(topic.publish("y"), Refusal.full);
		host.lose();
		equal(topic.publish("y"), Refusal.full);
		host.again(PRESENT);
		host.send("40 02 00 01");
		host.happened("connectionLost, retry 1000", "connected, session present", "writable 8", "settled");
		equal(topic.publish("y"), 2);
	});

	it("does not call onWritable after disconnect(), because no more messages are accepted", () => {
		const host = online(undefined, { ...KEPT, buffers: { send: 64, receive: 64, unacknowledged: 12 } });
		const topic = host.made.topic("a", { QoS: 1 });
		topic.publish("x");
		equal(topic.publish("y"), Refusal.full);
		host.made.disconnect();
		host.send("40 02 00 01");
		host.step();
		host.happened("settled", "disconnected");
	});

	it("calls onWritable for the message that was refused last: at room in the socket or in the queue", () => {
		const host = online(64, { buffers: { send: 64, receive: 64, unacknowledged: 16 } });
		const client = host.made;
		const zero = client.topic("z");
		const one = client.topic("a", { QoS: 1 });
		equal(one.publish("x"), 1);
		equal(one.publish("y"), Refusal.full);
		equal(zero.publish("0123456789012345678901234567890123"), 0);
		equal(zero.publish("0"), Refusal.full);
		host.drain();
		host.happened("writable 48");
		host.writes.length = 0;
		equal(one.publish("y"), Refusal.full);
		host.send("40 02 00 01");
		host.happened("writable 12", "settled");
		equal(zero.publish("0"), 0);
		equal(one.publish("y"), 2);
		deepEqual(host.writes, [hex('30 04 00 01 "z0"'), hex('32 06 00 01 "a" 00 02 "y"')]);
	});
});
