import { frames } from "mote-mqtt/frames";
import { deepEqual, equal, throws } from "../../../assert.js";
import { guarded, hex, toHex } from "../../../bytes.js";
import { text, unmasked } from "../../../websocket/server-side.js";
import { accept, base64 } from "../../../websocket/sha1.js";

const BINARY = 0x82;

describe("frame in C", () => {
	it("makes a masked frame of bytes at an offset, and touches nothing around it", () => {
		const bytes = Uint8Array.from({ length: 700 }, (_, i) => i * 11);
		const copy = bytes.slice();
		for (const count of [0, 1, 2, 3, 4, 5, 7, 8, 59, 125, 126, 127, 128, 300, 512]) {
			for (let at = 0; at < 5; at++) {
				const into = guarded(new Uint8Array(count + 8));
				const before = toHex(new Uint8Array(into.buffer, 0, 8));
				const size = frames.frame(into, BINARY, bytes, at, count);
				equal(size, count + (count > 125 ? 8 : 6));
				const { first, payload } = unmasked(into.slice(0, size));
				equal(first, BINARY);
				deepEqual(payload, bytes.slice(at, at + count), `${count} ${at}`);
				if (size < into.length) equal(toHex(into.slice(size)), "00 00");
				equal(toHex(new Uint8Array(into.buffer, 0, 8)), before);
			}
		}
		deepEqual(bytes, copy);
	});

	it("has the first byte that is passed", () => {
		const into = new Uint8Array(16);
		for (const first of [0x02, 0x80, 0x88, 0x89, 0x8a, 0xff]) {
			frames.frame(into, first, into, 0, 0);
			equal(into[0], first);
		}
	});

	it("throws for offsets outside, for what does not fit, and for arguments that are not bytes", () => {
		const bytes = new Uint8Array(16);
		const into = new Uint8Array(21);
		equal(frames.frame(into, BINARY, bytes, 0, 15), 21);
		for (const [first, at, count] of [
			[BINARY, 0, 16],
			[BINARY, 0, 17],
			[BINARY, 16, 1],
			[BINARY, -1, 1],
			[BINARY, 1, -1],
			[BINARY, 0, 1.5],
			[BINARY, 0, Number.NaN],
			[256, 0, 1],
			[-1, 0, 1],
		])
			throws(() => frames.frame(into, first, bytes, at, count), RangeError);
		throws(() => frames.frame(new Uint8Array(133), BINARY, new Uint8Array(126), 0, 126), RangeError);
		throws(() => frames.frame(new Uint8Array(5), BINARY, bytes, 0, 0), RangeError);
		throws(() => frames.frame("text", BINARY, bytes, 0, 1), TypeError);
		throws(() => frames.frame(into, BINARY, {}, 0, 1), TypeError);
		throws(() => frames.frame(into, BINARY, bytes, 0), TypeError);
	});
});

describe("draw in C", () => {
	it("fills bytes at an offset, and nothing around them", () => {
		const sum = new Uint8Array(32);
		for (let i = 0; i < 16; i++) {
			const bytes = new Uint8Array(32);
			frames.draw(bytes, 5, 20);
			equal(toHex(bytes, 0, 5), "00 00 00 00 00");
			equal(toHex(bytes, 25), "00 00 00 00 00 00 00");
			for (let at = 0; at < 32; at++) sum[at] |= bytes[at];
		}
		// Not all of one byte's bits are there after 16 draws by chance once in 8,000 runs for all of them; that half of them are not, never.
		for (let at = 5; at < 25; at++) equal(sum[at] !== 0, true);
	});

	it("throws for offsets outside", () => {
		const bytes = new Uint8Array(8);
		for (const [at, count] of [
			[0, 9],
			[8, 1],
			[-1, 1],
			[0, -1],
			[0, 0.5],
		])
			throws(() => frames.draw(bytes, at, count), RangeError);
	});
});

describe("answer in C", () => {
	it("uses the key of RFC 6455 section 4.1, and its answer", () => {
		const bytes = new Uint8Array(70);
		bytes.set(hex("01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F 10"));
		frames.answer(bytes);
		equal(text(bytes.subarray(16, 40)), "AQIDBAUGBwgJCgsMDQ4PEA==");
		equal(text(bytes.subarray(40, 68)), accept("AQIDBAUGBwgJCgsMDQ4PEA=="));
		equal(toHex(bytes, 68), "00 00");
	});

	it("answers the example of section 1.3", () => {
		const bytes = new Uint8Array(68);
		bytes.set(hex('"the sample nonce"'));
		frames.answer(bytes);
		equal(text(bytes.subarray(16, 40)), "dGhlIHNhbXBsZSBub25jZQ==");
		equal(text(bytes.subarray(40, 68)), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
	});

	it("agrees with RFC 3174 and RFC 4648 for any nonce", () => {
		const bytes = new Uint8Array(68);
		for (let i = 0; i < 40; i++) {
			frames.draw(bytes, 0, 16);
			frames.answer(bytes);
			const key = base64(bytes.slice(0, 16));
			equal(text(bytes.subarray(16, 40)), key);
			equal(text(bytes.subarray(40, 68)), accept(key));
		}
	});

	it("throws where there is no room", () => {
		throws(() => frames.answer(new Uint8Array(67)), RangeError);
		throws(() => frames.answer(), TypeError);
	});
});
