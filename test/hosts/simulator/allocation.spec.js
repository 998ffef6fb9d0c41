import assert from "node:assert/strict";
import { run, widths } from "./app.js";

// Slots and chunk bytes for each repetition, on a chip: [slots, bytes with 32 bits].
const constructs = {
	"keep = {}": [1, 0],
	"keep = { a: 1, b: 2 }": [3, 0],
	"keep = []": [2, 0],
	"keep = [1, 2, 3]": [2, 56],
	"keep = () => 1": [7, 0],
	"keep = function () {}": [6, 0],
	"keep = () => n": [8, 0],
	"keep = class {}": [6, 0],
	"keep = new Empty()": [1, 0],
	"keep = new Fields()": [3, 0],
	"keep = new Private()": [3, 0],
	"keep = new Uint8Array(8)": [7, 16],
	"keep = new ArrayBuffer(8)": [3, 16],
	"keep = new DataView(bytes.buffer)": [3, 0],
	"keep = new Map()": [4, 12],
	"keep = bytes.subarray(2, 10)": [4, 0],
	"keep = bytes.slice(0, 8)": [7, 16],
	"for (const one of list) keep = one": [8, 0],
	"const [a, b] = list; keep = a + b": [8, 0],
	"count(...list)": [8, 0],
	"keep = text.length": [2, 0],
	"keep = text.charCodeAt(3)": [2, 0],
	"keep = text + other": [0, 24],
	"keep = text.split(' ')": [8, 72],
	"keep = ArrayBuffer.fromString(text)": [3, 20],
	"keep = 'a literal'": [0, 0],
	"keep = JSON.parse('{\"a\":1}')": [2, 12],
	"keep = JSON.stringify(object)": [4, 16],
	"keep = Promise.resolve()": [20, 0],
	"keep = generate()": [3, 216],
	"try { count(); } catch {}": [0, 0],
	"count(1, 2, 3)": [0, 0],
	"object.a++": [0, 0],
	"bytes[n & 15] = n": [0, 0],
	"bytes.copyWithin(0, 8, 16)": [0, 0],
	"resizable.resize(32); resizable.resize(64)": [0, 0],
	"keep = tracking[1]": [0, 0],
	"trace('')": [0, 0],
	"keep = Time.ticks": [0, 0],
	"Timer.schedule(timer, 1000, 1000)": [0, 0],
	"keep = probe.slots() + probe.peakBytes()": [0, 0],
};

const cases = Object.keys(constructs).map((construct) => `(n) => { while (n--) { ${construct}; } }`);

const main = `
	import probe from "simulator:probe";
	import Time from "time";
	import Timer from "timer";
	const object = { a: 1 }, list = [1, 2, 3, 4, 5, 6, 7, 8], bytes = new Uint8Array(16), text = "hello world", other = "abc";
	const resizable = new ArrayBuffer(64, { maxByteLength: 128 }), tracking = new Uint8Array(resizable);
	class Empty {}
	class Fields { a = 1; b = 2; }
	class Private { #a = 1; }
	const timer = Timer.repeat(() => {}, 1000);
	function count() {}
	function* generate() { yield 1; }
	let keep;
	const cases = [${cases.join(",\n")}];
	const measure = (body, times) => {
		const slots = probe.slots(), chunks = probe.chunkBytes(), heap = probe.heapBytes();
		body(times);
		return [probe.slots() - slots, probe.chunkBytes() - chunks, probe.heapBytes() - heap];
	};
	probe.collector(false);
	const collections = probe.collections();
	for (const body of cases) {
		body(4);
		const few = measure(body, 64), many = measure(body, 192);
		trace(few.map((value, i) => (many[i] - value) / 128).join(" "), "\\n");
	}
	trace(probe.collections() - collections, "\\n");
	probe.exit(0);
`;

describe("What a construct allocates in the simulator", function () {
	this.timeout(600_000);
	const measured = new Map();

	before(async () => {
		for (const bits of await widths()) {
			const { code, stdout, stderr } = await run(main, { bits, static: 8_000_000 });
			assert.equal(code, 0, stderr);
			measured.set(bits, stdout.trimEnd().split("\n"));
		}
	});

	Object.entries(constructs).forEach(([construct, [slots, bytes]], index) => {
		it(`is as on a chip for: ${construct}`, function () {
			assert.equal(Number(measured.get(64)[index].split(" ")[0]), slots, "slots, 64 bits");
			if (!bytes) assert.equal(Number(measured.get(64)[index].split(" ")[1]), 0, "bytes of chunks, 64 bits");
			if (!measured.has(32)) this.skip();
			assert.deepEqual(measured.get(32)[index].split(" ").slice(0, 2).map(Number), [slots, bytes], "32 bits");
		});
	});

	it("is measured without a collection in between", () => {
		for (const lines of measured.values()) assert.equal(lines.at(-1), "0");
	});

	it("counts the C heap's use: try and JSON use it, a call does not", () => {
		const heap = (construct) => Number(measured.get(64)[Object.keys(constructs).indexOf(construct)].split(" ")[2]);
		assert.ok(heap("try { count(); } catch {}") > 0);
		assert.equal(heap("keep = JSON.stringify(object)"), 1024);
		assert.equal(heap("count(1, 2, 3)"), 0);
		assert.equal(heap("trace('')"), 0);
	});
});
