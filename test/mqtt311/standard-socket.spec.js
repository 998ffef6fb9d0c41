import { deepEqual, equal } from "../assert.js";
import { hex } from "../bytes.js";
import { Host, KEPT, StandardTCP } from "./host.js";

// A socket class with only ECMA-419's methods reads and writes whole buffers, so an adapter is between it and the
// client's memory. The class throws, as a device's does, for bytes or room that are not there.

const SMALL = Object.freeze({ send: 32, receive: 32, unacknowledged: 256 });

/** A host whose sockets have the standard's methods only. */
function standard(options) {
	return new Host({ io: StandardTCP, ...options });
}

// After `await`, nothing else is on a device's small stack.

describe("A socket with the methods of the standard only", () => {
	it("gets a CONNECT that is longer than the client's buffers, whatever room there is, and whatever a write costs", async () => {
		await undefined;
		const connect = hex('10 77 00 04 "MQTT" 04 C0 00 3C 00 02 "me" 00 01 "u" 00 64 "p"*100');
		for (const overhead of [0, 9, 29, 69]) {
			for (let room = 1; room < 260; room += 7) {
				const host = standard({ overhead, room });
				host.collect(200);
				host.client({ ...KEPT, user: "u", password: "p".repeat(100), buffers: SMALL });
				host.step();
				host.accept();
				for (let i = 0; i < 130; i++) host.drain();
				deepEqual(host.collected(), connect, `${overhead} ${room}`);
				host.send("20 02 00 00");
				host.happened("connected");
			}
		}
	});

	it("gets messages that are longer than the client's buffers, whatever room there is, and whatever a write costs", async () => {
		await undefined;
		const publish = hex('32 61 00 01 "a" 00 01 "x"*92');
		for (const overhead of [0, 9, 29, 69]) {
			for (let room = 17; room < 260; room += 9) {
				const host = standard({ overhead, room: Math.max(room, 20) });
				const client = host.online({ ...KEPT, keepAlive: 0, buffers: SMALL });
				for (let i = 0; i < 10; i++) host.drain();
				host.collect(200);
				equal(client.topic("a", { QoS: 1 }).publish("x".repeat(92)), 1);
				for (let i = 0; i < 100; i++) host.drain();
				deepEqual(host.collected(), publish, `${overhead} ${room}`);
				host.send("40 02 00 01");
				host.happened("settled");
			}
		}
	});

	it("is read in pieces that fit, and never asked for more than is there", async () => {
		await undefined;
		for (const size of [1, 5, 31, 32, 33, 64, 200]) {
			const host = standard();
			host.online({ buffers: SMALL });
			host.sendPieces(
				'32 1E 00 01 "a" 00 01 "b"*25 30 04 00 01 "cd" 30 64 00 01 "a" "b"*97 32 06 00 01 "a" 00 02 "e" D0 00 30 04 00 01 "fg"',
				size,
			);
			host.happened(
				`message a: ${"b".repeat(25)}, QoS 1, identifier 1`,
				"message c: d",
				"oversize a 97",
				"message a: e, QoS 1, identifier 2",
				"message f: g",
			);
			host.sent("40 02 00 01", "40 02 00 02");
		}
	});

	it("may throw when it is written to after its end, as it does on a device: that is no exception of the client's", () => {
		const host = standard();
		const topic = host.online(KEPT).topic("a", { QoS: 1 });
		host.made.onMessage = () => {
			host.log.push(`${topic.publish("x") > 0}`);
		};
		host.socket.failed = true;
		host.send('32 06 00 01 "m" 00 01 "x" 32 06 00 01 "m" 00 02 "x"');
		host.happened("true", "true", "connectionLost, retry 1000");
		host.again("20 02 01 00");
		equal(host.writes.length, 2);
	});

	it("is closed, and another one made, again and again", () => {
		const host = standard();
		const client = host.online(KEPT);
		for (let i = 0; i < 20; i++) {
			host.lose();
			host.again("20 02 01 00");
			equal(client.connected, true);
			host.send('32 06 00 01 "m" 00 01 "x"');
			host.writes.length = host.log.length = 0;
		}
	});
});
