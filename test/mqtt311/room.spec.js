import { deepEqual, equal } from "../assert.js";
import { concat, hex } from "../bytes.js";
import { Host, KEPT, PRESENT } from "./host.js";

describe("A socket with little room", () => {
	it("gets a long packet in parts that fit, and no other packet between them", () => {
		const host = new Host({ room: 24 });
		const client = host.online({ keepAlive: 5_000 });
		const topic = client.topic("a", { QoS: 1 });
		topic.publish("x".repeat(60));
		topic.publish("y");
		client.topic("b").publish("z");
		client.subscribe("c");
		// In the meantime, an acknowledgement and a PINGREQ are due.
		host.send('32 06 00 01 "m" 00 07 "n"');
		host.advance(5_000);
		for (let i = 0; i < 20; i++) {
			if (i === 10) host.send("D0 00");
			host.drain();
		}
		for (const write of host.writes) equal(write.length <= 24, true);
		const all = concat(...host.writes.splice(0));
		deepEqual(all.slice(0, 67), hex('32 41 00 01 "a" 00 01 "x"*60'));
		// The other packets may come in any order, but each must be whole.
		for (let at = 67; at < all.length; at += 2 + all[at + 1]) host.writes.push(all.slice(at, at + 2 + all[at + 1]));
		host.writes.sort((a, b) => a[0] - b[0]);
		host.sent('30 04 00 01 "bz"', '32 06 00 01 "a" 00 02 "y"', "40 02 00 07", '82 06 FF FF 00 01 "c" 00', "C0 00");
		host.happened("message m: n, QoS 1, identifier 7");
	});

	it("never gets more bytes than it has room for, however the room comes back", () => {
		const expected = hex(
			`32 07 00 03 "abc" 00 01
			 32 0E 00 03 "abc" 00 02 "p"*7
			 32 15 00 03 "abc" 00 03 "p"*14
			 32 1C 00 03 "abc" 00 04 "p"*21
			 32 23 00 03 "abc" 00 05 "p"*28
			 32 2A 00 03 "abc" 00 06 "p"*35`,
		);
		const all = new Uint8Array(expected.length);
		for (const step of [1, 2, 3, 5, 7, 8, 11, 16, 23]) {
			const host = new Host({ room: 24 });
			const topic = host.online({ keepAlive: 0 }).topic("abc", { QoS: 1 });
			let length = 0;
			host.onWrite = (bytes) => {
				all.set(bytes, length);
				length += bytes.length;
			};
			for (let size = 0; size < 40; size += 7) topic.publish("p".repeat(size));
			for (let i = 0; i < 400 && host.socket.room < 24; i++) host.drain(step);
			equal(length, expected.length, step);
			deepEqual(all, expected, step);
		}
	});

	it("gets a packet as long as its room even while no other packet is on its way to make room", () => {
		for (const size of [184, 185, 199, 200, 201, 400]) {
			const host = new Host({ room: 200 });
			const client = host.online({ buffers: { send: 512, unacknowledged: 512 } });
			const topic = client.topic("a", { QoS: size & 1 });
			equal(topic.publish(new Uint8Array(size - 6 - 2 * (size & 1))) >= 0, true);
			for (let i = 0; i < 4; i++) host.drain();
			let count = 0;
			for (const write of host.writes) count += write.length;
			equal(count, size, size);
		}
	});

	it("keeps room for PUBACK, because publishing does not use up the last bytes", () => {
		const host = new Host({ room: 64 });
		const client = host.online();
		const topic = client.topic("a");
		for (let i = 0; i < 20; i++) topic.publish("0123456789");
		equal(host.socket.room >= 4, true);
		host.writes.length = 0;
		for (let i = 0; i < 4; i++) host.drain(15);
		equal(host.socket.room >= 4, true);
	});

	it("makes the client stop reading when a PUBACK has no room, and continue when the socket has room", () => {
		const host = new Host({ room: 24 });
		host.online();
		for (let i = 1; i <= 9; i++) host.send(`32 06 00 01 "a" 00 0${i} "${i}"`);
		// There is room for six PUBACKs. The seventh has to wait, although the app has received its message.
		equal(host.log.length, 7);
		equal(host.writes.length, 6);
		host.drain(3);
		equal(host.log.length, 7);
		equal(host.writes.length, 6);
		host.drain(1);
		equal(host.log.length, 8);
		equal(host.writes.length, 7);
		host.drain(7);
		equal(host.log.length, 9);
		equal(host.writes.length, 8);
		host.drain(1);
		equal(host.writes.length, 9);
		equal(host.log[8], "message a: 9, QoS 1, identifier 9");
		equal(host.socket.received.length, 0);
		for (let i = 1; i <= 9; i++) equal(host.writes[i - 1][3], i);
	});

	it("lets the client continue with packets that it has already read, although the socket has no more to read", () => {
		const host = new Host({ room: 8 });
		host.online();
		host.drain();
		host.send('32 06 00 01 "a" 00 01 "1" 32 06 00 01 "a" 00 02 "2" 32 06 00 01 "a" 00 03 "3" 30 04 00 01 "a4"');
		equal(host.log.length, 3);
		host.sent("40 02 00 01", "40 02 00 02");
		host.drain();
		host.happened(
			"message a: 1, QoS 1, identifier 1",
			"message a: 2, QoS 1, identifier 2",
			"message a: 3, QoS 1, identifier 3",
			"message a: 4",
		);
		host.sent("40 02 00 03");
	});

	/** A client that reads no further, as its PUBACK has no room, and has asked for a filter. */
	function stalled() {
		const host = new Host({ room: 40 });
		const client = host.online({ keepAlive: 0, timeout: 5_000 });
		client.subscribe("x/1");
		host.advance(1);
		host.squeeze(0);
		for (let i = 1; i < 3; i++) host.send(`32 06 00 01 "a" 00 0${i} "${i}"`);
		// A socket reports at most what was received; the client has read up to its answer.
		host.send(`30 80 01 00 01 "b" "c"*125`);
		host.log.length = 0;
		return host;
	}

	it("lets the end of the connection be noticed, and its reason, even if there never is room again", () => {
		const host = stalled();
		equal(host.socket.received.length > 0, true);
		host.lose();
		host.advance(4_000);
		host.happened();
		host.advance(1_000);
		host.finish();
		host.happened("connectionLost, retry 1000");
	});

	it("ends a connection without room that the server has not closed, too", () => {
		const host = stalled();
		host.advance(4_900);
		host.happened();
		host.advance(1_200);
		host.happened("keepAliveTimeout, retry 1000");
	});

	it("ends such a connection even if there is room at last, and the server goes on sending", () => {
		const host = stalled();
		host.advance(5_000);
		host.drain(10);
		host.send("D0 00");
		host.advance(500);
		host.send("D0 00");
		host.happened();
		host.advance(600);
		host.happened("keepAliveTimeout, retry 1000");
	});

	it("delays the end of the connection only until there is room", () => {
		const host = new Host({ room: 8 });
		host.online();
		host.drain();
		host.send('32 06 00 01 "a" 00 01 "1" 32 06 00 01 "a" 00 02 "2" 32 06 00 01 "a" 00 03 "3" 20 02 00 00');
		equal(host.log.length, 3);
		host.drain();
		equal(host.log.length, 4);
		equal(host.log[3], "protocolError, retry 1000");
	});

	it("gets PINGREQ as soon as there is room, and the server has the usual time to answer", () => {
		const host = new Host({ room: 24 });
		host.online({ keepAlive: 10_000, timeout: 4_000 });
		host.squeeze(0);
		host.advance(10_000);
		host.sent();
		host.drain(1);
		host.sent();
		host.drain(1);
		host.sent("C0 00");
		host.drain();
		host.send("D0 00");
		host.advance(8_000);
		host.happened();
	});

	it("is given up if it never has room again", () => {
		const host = new Host({ room: 24 });
		host.online({ keepAlive: 10_000, timeout: 4_000 });
		host.squeeze(0);
		host.advance(13_999);
		host.sent();
		host.happened("keepAliveTimeout, retry 1000");
		equal(host.socket.closed, true);
	});

	it("gets DISCONNECT only between packets", () => {
		const host = new Host({ room: 24 });
		const client = host.online(KEPT);
		client.topic("a", { QoS: 1 }).publish("0123456789");
		client.disconnect(100);
		host.advance(100);
		host.happened("unacknowledged");
		// Half of a packet has been written. DISCONNECT must not follow inside that packet.
		host.sent('32 0F 00 01 "a" 00 01 "0"');
		equal(host.socket.closed, true);
	});
});

describe("A full queue", () => {
	it("does not keep the client from connecting, acknowledging, pinging and sending all queued messages", () => {
		const host = new Host();
		const client = host.client({ ...KEPT, keepAlive: 10_000, buffers: { unacknowledged: 36 } });
		const topic = client.topic("a", { QoS: 1 });
		for (let i = 1; i < 4; i++) equal(topic.publish("x"), i);
		equal(topic.publish(), -2);
		host.again();
		host.sent('32 06 00 01 "a" 00 01 "x"', '32 06 00 01 "a" 00 02 "x"', '32 06 00 01 "a" 00 03 "x"');
		equal(topic.publish(), -2);
		host.send('32 06 00 01 "m" 00 07 "n"');
		host.sent("40 02 00 07");
		host.advance(10_000);
		host.sent("C0 00");
		host.send("D0 00");
		equal(client.topic("z").publish("0"), 0);
		host.sent('30 04 00 01 "z0"');
		host.lose();
		host.again(PRESENT);
		host.sent('3A 06 00 01 "a" 00 01 "x"', '3A 06 00 01 "a" 00 02 "x"', '3A 06 00 01 "a" 00 03 "x"');
		host.send(hex("40 02 00 03 40 02 00 02 40 02 00 01"));
		equal(client.settled, true);
		equal(topic.publish("x"), 4);
	});
});
