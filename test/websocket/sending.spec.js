import { deepEqual, equal, fail, throws } from "../assert.js";
import { concat, guarded, hex } from "../bytes.js";
import { Line } from "./line.js";
import { unmasked } from "./server-side.js";

const counting = (size) => Uint8Array.from({ length: size }, (_, i) => i * 7);

/** The frames' headers without their masking keys, and all payloads in one array. Each frame must be one write. */
function headers(line) {
	const all = line.writes.splice(0);
	const payload = concat(...all.map((bytes) => unmasked(bytes).payload));
	return [all.map((bytes) => bytes.slice(0, (bytes[1] & 127) < 126 ? 2 : 4)), payload];
}

// After `await`, nothing else is on a device's small stack.

describe("Frames sent by the client", () => {
	it("are binary, unfragmented and masked, and each frame is one write", async () => {
		for (const [size, header] of [
			[1, "82 81"],
			[2, "82 82"],
			[124, "82 FC"],
			[125, "82 FD"],
			[126, "82 FE 00 7E"],
			[127, "82 FE 00 7F"],
			[255, "82 FE 00 FF"],
			[256, "82 FE 01 00"],
			[504, "82 FE 01 F8"],
		]) {
			await undefined;
			const line = new Line().established();
			const bytes = counting(size + 8);
			line.ws.writeFrom(bytes, 5, size);
			deepEqual(headers(line), [[hex(header)], bytes.slice(5, 5 + size)], size);
		}
	});

	it("are several if the data does not fit in one", async () => {
		for (const frame of [140, 141, 264, 512]) {
			const most = frame - 8;
			for (const size of [most, most + 1, most * 2, most * 2 + 1, 800]) {
				await undefined;
				const line = new Line().established({ frame });
				const bytes = counting(size);
				line.ws.writeFrom(bytes, 0, size);
				const [all, payload] = headers(line);
				equal(all.length, Math.ceil(size / most), `${frame} ${size}`);
				for (const header of all) equal(header[0], 0x82);
				deepEqual(payload, bytes);
			}
		}
	});

	it("each have a new, unpredictable masking key", () => {
		const line = new Line().established();
		const bytes = counting(8);
		const keys = [];
		for (let i = 0; i < 64; i++) {
			line.ws.writeFrom(bytes, 0, 8);
			const [{ key, payload }] = line.writes.splice(0).map(unmasked);
			deepEqual(payload, bytes);
			keys.push(((key[0] << 24) | (key[1] << 16) | (key[2] << 8) | key[3]) >>> 0);
			line.drain();
		}
		// No two keys are equal (the odds for that are one in two million), and no bit is nearly always set or clear.
		equal(new Set(keys).size, 64);
		for (let bit = 0; bit < 32; bit++) {
			const set = keys.filter((key) => (key >>> bit) & 1).length;
			if (set < 6 || set > 58) fail(`bit ${bit} of the masking key is set ${set} times in 64`);
		}
	});

	it("leave the app's array unchanged", () => {
		const line = new Line().established();
		const bytes = counting(600);
		const copy = bytes.slice();
		line.ws.writeFrom(bytes, 0, 600);
		line.ws.writeFrom(bytes, 3, 100);
		deepEqual(bytes, copy);
		const some = guarded(hex('"abc"'));
		line.ws.write(some);
		deepEqual(new Uint8Array(some.buffer), new Uint8Array(guarded(hex('"abc"')).buffer));
	});

	it("are not sent for an empty range, nor for a range outside the array", () => {
		const line = new Line().established();
		const room = line.free;
		const bytes = counting(16);
		equal(line.ws.writeFrom(bytes, 16, 0), room);
		for (const [at, count] of [
			[-1, 1],
			[17, 0],
			[16, 1],
			[0, 17],
			[4, -1],
			[0.5, 1],
			[0, 1.5],
			[0, Number.NaN],
			[0, 2 ** 32],
			[2 ** 32, 1],
			[0, 600],
			[undefined, 1],
			[0, undefined],
		])
			throws(() => line.ws.writeFrom(bytes, at, count), RangeError);
		for (const none of [undefined, "text", {}]) throws(() => line.ws.writeFrom(none, 0, 1), TypeError);
		deepEqual(line.writes, []);
		equal(line.ws.writeFrom(bytes, 0, 1), room - 7);
	});
});

describe("The room that the client sees", () => {
	it("leaves out the frames' overhead, so that all of it can be written, whatever a write costs below", async () => {
		for (const frame of [140, 512, 800]) {
			for (const overhead of [0, 29, 69]) {
				for (let room = 10; room < 1_400; room += 137) {
					await undefined;
					const line = new Line({ room, overhead });
					line.secure = overhead > 0;
					line.established({ frame });
					for (let i = 0; i < 40 && line.free === undefined; i++) line.drain();
					for (let i = 0; i < 4; i++) {
						line.drain();
						const { free } = line;
						if (!free) continue;
						const bytes = counting(free);
						// The socket throws if more is written than it has room for.
						line.ws.writeFrom(bytes, 0, free);
						deepEqual(headers(line)[1], bytes, `${frame} ${overhead} ${room}`);
					}
				}
			}
		}
	});

	it("is never negative and never shrinks as the socket's room grows, with TLS below and a large send buffer", async () => {
		// The size of the send buffer in lwIP on an ESP32.
		const line = new Line({ room: 5_744, overhead: 29 });
		line.secure = true;
		line.established();
		line.isDeaf = true;
		let before = 0;
		for (let room = 0; room <= 5_744; room += 16) {
			await undefined;
			line.squeeze(room);
			const { free } = line;
			if (!(free >= before)) fail(`room for ${free} of ${room}, and for ${before} of less`);
			before = free;
			// The socket throws if more is written than it has room for.
			if (room % 256 === 0 && free && free < 1_500) line.ws.writeFrom(new Uint8Array(free), 0, free);
		}
		line.squeeze(700);
		equal(line.free, 504);
	});

	it("is the result of a write: the room left, less the headers of the frames that it takes", () => {
		for (const [room, ...left] of [
			// After writes of 1, 20, 3 and 50 bytes.
			[100, 93 - 8, 67 - 8, 58 - 8, 2 - 2],
			[600, 593 - 16, 567 - 16, 558 - 16, 502 - 8],
			[1_072, 1_065 - 24, 1_039 - 24, 1_030 - 24, 974 - 24],
		]) {
			const line = new Line({ room }).established();
			deepEqual(
				[1, 20, 3, 50].map((size) => line.ws.writeFrom(counting(size), 0, size)),
				left,
			);
			line.drain();
			equal(line.free, room - 8 * Math.ceil(room / 512));
		}
	});

	it("is reported even if it is small, so that a short answer need not wait for more", () => {
		const line = new Line({ room: 1_072 }).established({ frame: 140 });
		equal(line.free, 1_072 - 64);
		for (const [room, free] of [
			[197, 133],
			[196, 132],
			[140, 132],
			[30, 22],
			[9, 1],
			[8, 0],
			[1, 0],
		]) {
			line.squeeze(room);
			equal(line.free, free, room);
		}
	});

	it("is back at its maximum only when the socket is empty", () => {
		const line = new Line({ room: 700 }).established();
		const most = line.free;
		line.ws.writeFrom(counting(3), 0, 3);
		for (let left = 8; left >= 0; left--) {
			line.drain(1);
			equal(line.free < most, left > 0, left);
		}
	});

	it("is undefined once the connection has failed or was closed", () => {
		const line = new Line().established();
		line.socket.failed = true;
		equal(line.ws.writeFrom(counting(8), 0, 8), undefined);
		equal(line.ws.writeFrom(counting(800), 0, 800), undefined);
		line.finish();
		deepEqual(line.errors, [undefined]);
		equal(line.ws.writeFrom(counting(8), 0, 8), undefined);
		equal(line.ws.writeFrom(counting(800), 0, 800), undefined);
		equal(line.ws.write(counting(8)), undefined);
		equal(line.ws.readInto(counting(8), 0, 8), undefined);
		line.ws.close();
		deepEqual(line.writes, []);
	});

	it("must not be exceeded: a larger write throws", () => {
		const line = new Line({ room: 600 }).established();
		throws(() => line.ws.writeFrom(counting(600), 0, 600), Error, "write: 600 bytes, room for 584");
		deepEqual(line.writes, []);
	});
});
