import { ExactlyOnce } from "mote-mqtt/exactly-once";
import { equal } from "../assert.js";
import { Host, KEPT, StandardTCP, TCP } from "./host.js";

// A device reports the end of a connection after all received bytes were read. Until then it drops what is written.
describe("A connection that has ended with received bytes still unread", () => {
	/** A client that has published twice at QoS 1, and lost the connection. */
	function ending(host, options) {
		const client = host.online(options);
		const topic = client.topic("t", { QoS: 1 });
		topic.publish("1");
		topic.publish("2");
		host.socket.failed = true;
		return topic;
	}

	it("is read to its end, although nothing can be acknowledged", () => {
		for (const io of [TCP, StandardTCP]) {
			const host = new Host({ io });
			ending(host);
			host.send(`40 02 00 01 32 07 00 01 "a" 00 05 "xy" 40 02 00 02`);
			host.happened("message a: xy, QoS 1, identifier 5", "settled", "connectionLost, retry 1000");
		}
	});

	it("is read to its end, even if the app publishes in a callback", () => {
		const host = new Host();
		let published = 0;
		const topic = ending(host, {
			onSettled() {
				host.log.push("settled");
				while (published < 3) if (topic.publish(`${published++}`) < 0) host.log.push("refused");
			},
		});
		host.send(`40 02 00 01 40 02 00 02 30 05 00 01 "a" "xy"`);
		host.happened("settled", "message a: xy", "connectionLost, retry 1000");
		// Messages accepted then are kept.
		host.again();
		host.streamed(`32 06 00 01 "t" 00 03 "0" 32 06 00 01 "t" 00 04 "1" 32 06 00 01 "t" 00 05 "2"`);
		host.send("40 02 00 03 40 02 00 04 40 02 00 05");
		host.happened("connected", "settled");
	});
});

// After `await`, nothing else is on a device's small stack.

describe("A connection that ends without keep alive", () => {
	const NEVER = Object.freeze({ ...KEPT, keepAlive: 0, silence: 0, timeout: 5_000 });

	/** The client writes the first bytes of a message. */
	function half(host) {
		host.squeeze(30);
		host.made.topic("a", { QoS: 1 }).publish("0123456789 0123456789");
		host.sent('32 1A 00 01 "a" 00 01 "0123456"');
	}

	it("while a packet is half written is read to its end, and told at once", async () => {
		await undefined;
		for (const io of [TCP, StandardTCP]) {
			for (const together of [true, false]) {
				const host = new Host({ io });
				host.online(NEVER);
				half(host);
				if (together) host.socket.failed = true;
				host.send('30 04 00 01 "ab" 32 06 00 01 "a" 00 07 "c"');
				// An acknowledgement cannot come between: it is owed, until it is known that it will never go out.
				host.socket.failed = true;
				host.finish();
				equal(host.socket.closed, true);
				host.happened("message a: b", "message a: c, QoS 1, identifier 7", "connectionLost, retry 1000");
			}
		}
	});

	it("while a packet is half written is told at once, whatever else has come", async () => {
		await undefined;
		const host = new Host();
		host.online(NEVER);
		half(host);
		host.socket.failed = true;
		host.send('30 04 00 01 "ab" 30 04 00 01 "ac" D0 00');
		host.happened("message a: b", "message a: c", "connectionLost, retry 1000");
	});

	it("while an acknowledgement is owed, and more has come than there is memory for, is given up in time", async () => {
		await undefined;
		for (const room of [0, 1, 2, 3]) {
			for (const how of ["told", "silent"]) {
				const host = new Host();
				host.online({ ...NEVER, buffers: { receive: 32 } });
				host.squeeze(room);
				for (let i = 1; i < 9; i++) host.send(`32 06 00 01 "a" 00 0${i} "x"`);
				host.socket.failed = how === "told";
				host.finish();
				host.advance(4_999);
				host.happened("message a: x, QoS 1, identifier 1");
				host.advance(1);
				// Now everything is read, so that the socket can report the end.
				host.happened();
				host.finish();
				if (how === "silent") {
					host.advance(999);
					host.happened();
					host.advance(1);
				}
				host.happened(`${how === "told" ? "connectionLost" : "keepAliveTimeout"}, retry 1000`);
				equal(host.socket.closed, true);
			}
		}
	});

	it("while an acknowledgement is owed, and all that has come is read, is told at once", async () => {
		await undefined;
		const host = new Host();
		host.online(NEVER);
		host.squeeze(3);
		host.send('32 06 00 01 "a" 00 01 "x" 30 04 00 01 "ab"');
		host.lose();
		host.happened("message a: x, QoS 1, identifier 1", "connectionLost, retry 1000");
	});

	it("with room that never comes is given up in time, be it CONNECT, a message or an answer that waits", async () => {
		await undefined;
		const host = new Host();
		host.online(NEVER);
		half(host);
		host.advance(4_999);
		host.happened();
		host.advance(1);
		host.happened("keepAliveTimeout, retry 1000");
		const other = new Host();
		other.online({ ...NEVER, exactlyOnce: new ExactlyOnce() });
		other.squeeze(2);
		other.send('34 06 00 01 "a" 00 01 "x"');
		other.advance(4_999);
		other.happened("message a: x, QoS 2, identifier 1");
		other.advance(1);
		other.happened("keepAliveTimeout, retry 1000");
	});

	it("is not given up where there is room again in time", async () => {
		await undefined;
		const host = new Host();
		host.online({ ...NEVER, acknowledgeTimeout: Infinity });
		half(host);
		for (let i = 0; i < 3; i++) {
			host.advance(4_000);
			host.squeeze(18);
		}
		host.advance(4_000);
		host.drain();
		host.advance(600_000);
		host.happened();
		host.streamed('"789 0123456789"');
	});

	it("at any moment is noticed, and what was accepted goes out with the next one", async () => {
		await undefined;
		const all = '40 02 00 01 32 06 00 01 "a" 00 07 "x" 30 04 00 01 "ab" 32 06 00 01 "a" 00 08 "y" D0 00';
		for (let room = 0; room < 50; room += 2) {
			for (const together of [true, false]) {
				const host = new Host({ overhead: room % 3 ? 0 : 29 });
				host.online({ ...NEVER, buffers: { receive: 32 }, onSettled: undefined });
				const topic = host.made.topic("t", { QoS: 1 });
				topic.publish("1");
				host.squeeze(room);
				topic.publish("0123456789 0123456789");
				host.socket.failed = together;
				host.send(all);
				const { socket } = host;
				socket.failed = true;
				host.finish();
				host.advance(5_000);
				equal(socket.closed, true, `${room} ${together}`);
				host.writes.length = 0;
				host.again("20 02 01 00");
				const last = host.writes.at(-1);
				equal(last[6], 2);
				equal(last.length, 28);
			}
		}
	});
});
