import { deepEqual, equal, throws } from "../assert.js";
import { concat, hex, toHex } from "../bytes.js";
import { StandardTCP } from "../mqtt311/sockets.js";
import { Line, WireTCP } from "./line.js";

const MANY = '82 05 "abcde" 82 7E 00 7E "x"*126 02 03 "fgh" 89 00 80 04 "ijkl" 82 01 "m"';
const ALL = '"abcde" "x"*126 "fghijklm"';

/** Like the project's own sockets, this one throws if the arguments are outside the array. */
class CheckingTCP extends WireTCP {
	readInto(bytes, at, count) {
		if (!(bytes instanceof Uint8Array)) throw new TypeError("no bytes");
		if (!(at >= 0 && count > 0 && at + count <= bytes.length)) throw new RangeError(`${at}, ${count}`);
		return super.readInto(bytes, at, count);
	}
}

// After `await`, nothing else is on a device's small stack.

describe("Received data", () => {
	it("can be read whole or in pieces of any size", async () => {
		for (const most of [1, 2, 3, 5, 6, 100, Infinity]) {
			await undefined;
			const line = new Line().established();
			line.most = most;
			line.send(hex(MANY));
			line.expect([[0x8a, hex("")]], hex(ALL));
		}
	});

	it("can be read after onReadable has returned: then onReadable announces the data after it", async () => {
		for (const size of [0, 1, 7]) {
			await undefined;
			const line = new Line().established();
			let there = 0;
			line.onReadable = (count) => {
				there = count;
			};
			line.sendPieces(hex(MANY), size);
			let told = 0;
			while (there && told++ < 200) {
				const count = there;
				there = 0;
				line.read(count > 3 ? 3 : count);
				if (count > 3) there = count - 3;
				else {
					// read() itself must not call onReadable.
					equal(there, 0);
					line.advance(1);
				}
			}
			line.expect([[0x8a, hex("")]], hex(ALL));
			line.ws.close();
			equal(line.timers.length, 0);
		}
	});

	it("can be read in onWritable, as by a client that had no room for an answer", () => {
		const line = new Line().established();
		let there = 0;
		line.onReadable = (count) => {
			there = count;
		};
		line.onWritable = () => {
			const count = there;
			there = 0;
			if (count) line.read(count);
		};
		line.send(hex('82 02 "ab" 82 02 "cd"'));
		line.drain();
		deepEqual(line.received, hex('"ab"'));
		equal(there, 2);
		line.drain();
		deepEqual(line.received, hex('"abcd"'));
		equal(line.timers.length, 0);
	});

	it("is not lost if a callback throws", async () => {
		for (const notation of ['82 02 "ab"', '82 02 "ab" 82 02 "cd"', '02 02 "ab" 80 02 "cd"']) {
			for (const reads of [0, 1, 2]) {
				await undefined;
				const line = new Line().established();
				line.onReadable = (count) => {
					line.onReadable = undefined;
					line.read(Math.min(count, reads));
					line.left = count - reads;
					throw new Error("of the app's");
				};
				throws(() => line.send(hex(notation)), Error, "of the app's");
				if (line.left) line.read(line.left);
				line.send(hex('82 01 "!"'));
				deepEqual(
					line.received,
					concat(hex(notation.includes("cd") ? '"abcd"' : '"ab"'), hex('"!"')),
					`${notation} ${reads}`,
				);
			}
		}
	});

	it("is not read if more is requested than is available, or if the array is too small", () => {
		for (const notation of ['82 03 "abc"', '82 03 "abc" 82 01 "d"', '02 03 "abc"']) {
			const line = new Line({ io: CheckingTCP }).established();
			line.onReadable = () => {
				line.onReadable = undefined;
				const bytes = new Uint8Array(8);
				throws(() => line.ws.readInto(bytes, 0, 4), Error, "read: 4 bytes requested, 3 available");
				for (const [at, count] of [
					[6, 3],
					[-1, 3],
					[0, -1],
					[0, Number.NaN],
					[undefined, 3],
					[0, undefined],
					[0, 2 ** 32 + 3],
				])
					throws(() => line.ws.readInto(bytes, at, count), RangeError);
				throws(() => line.ws.readInto("text", 0, 3), TypeError);
				line.ws.readInto(bytes, 8, 0);
				equal(toHex(bytes), "00 00 00 00 00 00 00 00");
				line.read(3);
			};
			line.send(hex(notation));
			equal(toHex(line.received).startsWith("61 62 63"), true);
		}
	});

	it("can also be read by ECMA-419's methods", () => {
		const line = new Line().established();
		const results = [];
		line.onReadable = () => {
			const two = new Uint8Array(2);
			results.push(line.ws.read(two), toHex(two), toHex(new Uint8Array(line.ws.read(1))));
			results.push(toHex(new Uint8Array(line.ws.read())), line.ws.read(), line.ws.read(two));
		};
		line.send(hex('82 05 "abcde"'));
		deepEqual(results, [2, "61 62", "63", "64 65", undefined, undefined]);
		equal(line.ws.write(hex('"abc"')), line.free - 9);
		equal(line.ws.write(hex('"abc"').buffer), line.free - 18);
		deepEqual(line.frames(), [
			[0x82, hex('"abc"')],
			[0x82, hex('"abc"')],
		]);
	});
});

describe("A socket that has only ECMA-419's methods", () => {
	it("is enough for a WebSocket", async () => {
		for (const size of [0, 1, 2, 50]) {
			await undefined;
			const line = new Line({ io: StandardTCP }).established({ frame: 140, headers: { "X-Long": "y".repeat(300) } });
			line.sendPieces(hex(`${MANY} 82 7E 02 58 "z"*600`), size);
			line.expect([[0x8a, hex("")]], hex(`${ALL} "z"*600`));
			line.drain();
			const bytes = new Uint8Array(600).fill(7);
			line.ws.writeFrom(bytes, 0, 600);
			deepEqual(concat(...line.frames().map(([, payload]) => payload)), bytes);
			line.ws.close();
			equal(line.socket.closed, true);
		}
	});
});
