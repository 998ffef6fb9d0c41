import { equal } from "../assert.js";
import { hex } from "../bytes.js";
import { Host } from "./host.js";

const SMALL = Object.freeze({ receive: 32 });

/** A streaming client, with a line for each piece. */
function streaming(host, options) {
	return host.online({
		buffers: SMALL,
		oversize: "stream",
		onMessage: ({ topic, start, end, offset, total, QoS }) =>
			host.log.push(`${topic} ${offset}+${end - start}/${total}${QoS ? ` QoS ${QoS}` : ""}`),
		...options,
	});
}

describe("A message too large for the buffer", () => {
	it("is skipped and reported, and the session continues", () => {
		const host = new Host();
		host.online({ buffers: SMALL });
		host.send('30 64 00 01 "a" "b"*97 30 04 00 01 "cd"');
		host.happened("oversize a 97", "message c: d");
		equal(host.made.connected, true);
	});

	it("is skipped and acknowledged, once and when all of it has come", () => {
		for (const size of [0, 1, 7, 33]) {
			const host = new Host();
			host.online({ buffers: SMALL });
			host.sendPieces('32 64 00 01 "a" 00 05 "b"*94', size);
			host.sent();
			host.sendPieces('"b" 32 06 00 01 "a" 00 06 "c"', size);
			host.happened("oversize a 95", "message a: c, QoS 1, identifier 6");
			host.sent("40 02 00 05", "40 02 00 06");
		}
	});

	it("is delivered whole if it just fits, and is too large with one byte more", () => {
		const host = new Host();
		host.online({ buffers: SMALL });
		host.send('30 1E 00 01 "a" "b"*27');
		host.send('30 1F 00 01 "a" "b"*28');
		host.happened(`message a: ${"b".repeat(27)}`, "oversize a 28");
	});

	it("has no topic, if that alone is too large", () => {
		for (const size of [0, 1, 5, 40]) {
			const host = new Host();
			host.online({ buffers: SMALL });
			host.sendPieces('32 64 00 40 "t"*64 00 05 "b"*32 30 04 00 01 "cd"', size);
			host.happened("oversize  32", "message c: d");
			host.sent("40 02 00 05");
		}
	});

	it("is skipped without a callback, too", () => {
		const host = new Host();
		host.online({ buffers: SMALL, onOversize: undefined });
		host.send('32 64 00 01 "a" 00 05 "b"*95 30 04 00 01 "cd"');
		host.happened("message c: d");
		host.sent("40 02 00 05");
	});

	it("is delivered in pieces on request: all bytes, in order", () => {
		const bytes = hex('32 66 00 03 "a/b" 00 05 00*95');
		for (let i = 0; i < 95; i++) bytes[9 + i] = i;
		for (const size of [0, 1, 7, 31]) {
			const host = new Host();
			let next = 0;
			streaming(host, {
				onMessage(message) {
					equal(message.topic, "a/b");
					equal(message.total, 95);
					equal(message.offset, next);
					equal(message.identifier, 5);
					host.sent();
					for (let at = message.start; at < message.end; at++) equal(message.bytes[at], next++);
				},
			});
			host.sendPieces(bytes, size);
			equal(next, 95);
			host.sent("40 02 00 05");
		}
	});

	it("is given in pieces, and one that fits in one", () => {
		const host = new Host();
		streaming(host);
		host.send('30 26 00 01 "a"');
		host.send('"b"*10');
		host.send('"b"*25 30 04 00 01 "cd"');
		host.happened("a 0+10/35", "a 10+25/35", "c 0+1/1");
	});

	it("in pieces, with a topic too large, is skipped and reported", () => {
		const host = new Host();
		streaming(host);
		host.send('30 64 00 40 "t"*64 "b"*34 30 04 00 01 "cd"');
		host.happened("oversize  34", "c 0+1/1");
	});

	it("may be interrupted by the end of the connection", () => {
		const host = new Host();
		streaming(host);
		host.send('32 64 00 01 "a" 00 05 "b"*20');
		host.lose();
		host.again();
		host.send('30 04 00 01 "cd"');
		host.sent();
		host.happened("a 0+20/95 QoS 1", "connectionLost, retry 1000", "connected", "c 0+1/1");
	});

	it("may be interrupted by the app, which then receives no more of it", () => {
		for (const ending of ["close", "disconnect"]) {
			const host = new Host();
			let pieces = 0;
			const client = streaming(host, {
				onMessage() {
					pieces++;
					client[ending]();
				},
			});
			host.send('32 64 00 01 "a" 00 05');
			host.send('"b"*10');
			if (ending === "close") equal(host.socket.closed, true);
			host.advance(1);
			host.send('"b"*85');
			equal(pieces, 1, ending);
			for (const write of host.writes) equal(write[0], 0xe0);
		}
	});

	it("is acknowledged when there is room, and later packets wait for that", () => {
		const host = new Host({ room: 20 });
		host.online({ buffers: SMALL });
		host.squeeze(3);
		host.send('32 64 00 01 "a" 00 05 "b"*95 30 04 00 01 "cd"');
		host.happened("oversize a 95");
		host.sent();
		host.drain(1);
		host.happened("message c: d");
		host.sent("40 02 00 05");
	});

	it("is malformed if any part is: its topic, its flags, its identifier", () => {
		for (const bytes of [
			'30 64 00 01 "#" "b"*97',
			'36 64 00 01 "a" 00 05 "b"*95',
			'32 64 00 01 "a" 00 00 "b"*95',
			'30 64 00 63 "a"*98',
			'30 64 00 00 "a"*98',
		]) {
			const host = new Host();
			host.online({ buffers: SMALL });
			host.send(bytes);
			host.happened("malformedPacket, retry 1000");
			host.sent();
		}
	});

	it("has correct offsets, also after the app has thrown for a piece", () => {
		for (let bad = 1; bad < 4; bad++) {
			const host = new Host();
			streaming(host, {
				onMessage({ topic, start, end, offset, total }) {
					host.log.push(`${topic} ${offset}+${end - start}/${total}`);
					if (host.log.length === bad) throw new Error("app");
				},
			});
			for (const bytes of ['30 26 00 01 "a" "b"*10', '"b"*10', '"b"*15', '30 04 00 01 "cd"'])
				try {
					host.send(bytes);
				} catch (error) {
					equal(error.message, "app");
				}
			host.happened("a 0+10/35", "a 10+10/35", "a 20+15/35", "c 0+1/1");
		}
	});

	it("at QoS 2 is not supported", () => {
		const host = new Host();
		host.online({ buffers: SMALL });
		host.send('34 64 00 01 "a" 00 05 "b"*95');
		host.happened("qosNotSupported, retry 900000");
	});

	it("and any packet but PUBLISH that is too large is malformed", () => {
		for (const bytes of ["90 64 00 01 00*98", "40 64 00 01 00*98", "D0 64 00*100", "20 64 00*100"]) {
			const host = new Host();
			host.online({ buffers: SMALL });
			host.send(bytes);
			host.happened("malformedPacket, retry 1000");
		}
	});
});
