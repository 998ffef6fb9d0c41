import { deepEqual, equal } from "../assert.js";
import { concat, hex } from "../bytes.js";
import { PROTOCOL_ERROR, RIGHT, UNSUPPORTED_DATA, WRONG } from "./frame-cases.js";
import { Line } from "./line.js";

const NONE = hex("");

/** Frames as they are written down. */
const bytesOf = (frames) => frames.map(([first, notation]) => [first, hex(notation)]);

/** The line after these bytes of the server's, in pieces that end at `cuts`. */
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

/** Each place where `bytes` can be cut once, the edges included; of long ones, those near an edge or a header. */
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
				// And what is right goes on.
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

	it("5.5.1: the reason of a close frame is told, as far as it can be shown", async () => {
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

	it("what came before is read first, whatever ends the connection", async () => {
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

	it("nothing that comes behind the end is looked at", () => {
		for (const notation of ['88 00 82 01 "a"', '81 00 82 01 "a" 89 00', "82 80 00 00 00 00 81 00"]) {
			const line = after(hex(notation), []);
			deepEqual(line.received, NONE);
			equal(line.errors.length, 1);
			equal(line.frames().length, 1);
		}
	});
});

describe("A frame in the longest form", () => {
	it("is read in pieces, and so is what is behind it", async () => {
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

	it("may have more bytes than can be counted in 32 bits", () => {
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
