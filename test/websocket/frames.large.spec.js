import { deepEqual, equal } from "../assert.js";
import { concat, hex } from "../bytes.js";
import { PROTOCOL_ERROR, RIGHT, UNSUPPORTED_DATA, WRONG } from "./frame-cases.js";
import { Line } from "./line.js";

const NONE = hex("");

/** Converts frames from their notation to bytes. */
const bytesOf = (frames) => frames.map(([first, notation]) => [first, hex(notation)]);

/** A line that has received `bytes` from the server, in pieces that end at `cuts`. */
function after(bytes, cuts) {
	const line = new Line().established();
	let at = 0;
	for (const cut of [...cuts, bytes.length]) {
		if (line.socket.closed) break;
		if (cut > at) line.send(bytes.slice(at, cut));
		at = cut;
	}
	return line;
}

/** All places at which `bytes` can be cut once, the ends included. For long frames: only places near an end or a header. */
function splits(bytes) {
	const all = [[], Array.from(bytes, (_, i) => i)];
	for (let at = 0; at <= bytes.length; at++)
		if (bytes.length < 24 || at < 12 || bytes.length - at < 8 || at % 31 === 0) all.push([at]);
	return all;
}

// After `await`, nothing else is on a device's small stack.

describe("Frames from a server, cut at every place and into single bytes", () => {
	for (const [title, notation, payload, ...answers] of RIGHT) {
		it(title, async () => {
			const bytes = hex(notation);
			for (const cuts of splits(bytes)) {
				await undefined;
				const line = after(bytes, cuts);
				deepEqual(line.errors, [], `${cuts}`);
				line.expect(bytesOf(answers), hex(payload));
				// A valid frame does not end the connection.
				line.send(hex('82 01 "!"'));
				line.expect([], hex('"!"'));
			}
		});
	}

	for (const [title, notation, detail, answer] of WRONG) {
		it(title, async () => {
			const bytes = hex(notation);
			for (const cuts of splits(bytes)) {
				await undefined;
				after(bytes, cuts).ended(detail, ...bytesOf([answer]));
			}
		});
	}

	it("5.4: a new message before the last fragment of another", async () => {
		for (const notation of ['02 01 "a" 82 01 "b"', '02 01 "a" 02 01 "b"', "02 00 00 00 82 00"]) {
			for (const cuts of splits(hex(notation))) {
				await undefined;
				after(hex(notation), cuts).ended("fragments of a message out of order", ...bytesOf([PROTOCOL_ERROR]));
			}
		}
	});

	it("5.5.1: the reason of a close frame is reported, as far as its characters are printable", async () => {
		const reasons = [
			['88 09 03 F0 "refused"', "closed by the server: 1008, refused", "03 F0"],
			['88 07 0F A1 "a" 0A 00 7F "b"', "closed by the server: 4001, a???b", "0F A1"],
			[`88 7D 03 E8 "x"*123`, `closed by the server: 1000, ${"x".repeat(123)}`, "03 E8"],
		];
		for (const [notation, detail, code] of reasons) {
			for (const cuts of splits(hex(notation))) {
				await undefined;
				after(hex(notation), cuts).ended(detail, [0x88, hex(code)]);
			}
		}
	});

	it("data received before the end of the connection is read first, whatever ends the connection", async () => {
		for (const [notation, detail, answer] of [
			['82 03 "abc" 88 00', "closed by the server: no code", [0x88, ""]],
			['82 03 "abc" 81 00', "a text frame", UNSUPPORTED_DATA],
			['02 03 "abc" C0 00', "a frame with reserved bits", PROTOCOL_ERROR],
		]) {
			await undefined;
			const line = after(hex(notation), []);
			deepEqual(line.received, hex('"abc"'));
			line.ended(detail, ...bytesOf([answer]));
		}
	});

	it("bytes after the end of the connection are ignored", () => {
		for (const notation of ['88 00 82 01 "a"', '81 00 82 01 "a" 89 00', "82 80 00 00 00 00 81 00"]) {
			const line = after(hex(notation), []);
			deepEqual(line.received, NONE);
			equal(line.errors.length, 1);
			equal(line.frames().length, 1);
		}
	});
});

describe("A frame in the longest form", () => {
	it("is read in pieces, and the frames after it are read too", async () => {
		const line = new Line().established();
		line.send(hex("82 7F 00 00 00 00 00 01 00 00"));
		let sum = 0;
		line.onReadable = (count) => {
			line.ws.readInto(new Uint8Array(count), 0, count);
			sum += count;
		};
		const piece = new Uint8Array(1_000);
		for (let left = 65_536; left > 0; left -= piece.length) {
			await undefined;
			line.send(left > 1_000 ? piece : concat(piece.subarray(0, left), hex('82 01 "a" 89 00')));
		}
		equal(sum, 65_537);
		deepEqual(line.frames(), [[0x8a, NONE]]);
		deepEqual(line.errors, []);
	});

	it("may have a length that takes more than 32 bits", () => {
		for (const length of ["00 00 00 01 00 00 00 00", "7F FF FF FF FF FF FF FF", "00 00 00 00 FF FF FF FF"]) {
			const line = new Line().established();
			line.send(hex(`82 7F ${length} "abc"`));
			deepEqual(line.received, hex('"abc"'));
			for (let i = 0; i < 5; i++) line.send(hex('89 00 "ab"'));
			deepEqual(line.received.length, 3 + 5 * 4);
			deepEqual(line.errors, []);
		}
	});
});
