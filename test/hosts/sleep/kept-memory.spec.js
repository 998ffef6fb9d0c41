// Memory that outlives a deep sleep: in Node.js, and on the simulated device in the C that a chip runs. Both keep the same file.
import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { crc32 } from "node:zlib";
import { keptMemory } from "mote-mqtt/kept-memory";
import { app, compiled, folder, simulateToEnd } from "../simulator/app.js";

const manifest = fileURLToPath(new URL("../../../manifests/sleep.json", import.meta.url));

/** "Mt", length, and the CRC-32 of "123456789": 0xCBF43926, the check value of its catalogues. */
const KEPT = Buffer.from("4d74090026 39f4cb 313233343536373839".replaceAll(" ", ""), "hex");

const path = `${folder({})}/kept.bin`;
const put = (bytes) => writeFileSync(path, bytes);

/** What `use` does with the memory at `path`. */
function here(use) {
	const before = process.env.MOTE_KEPT_MEMORY;
	process.env.MOTE_KEPT_MEMORY = path;
	try {
		return use();
	} finally {
		if (before === undefined) delete process.env.MOTE_KEPT_MEMORY;
		else process.env.MOTE_KEPT_MEMORY = before;
	}
}

// The same for both machines. What is read is a list of bytes, or null.
const inNode = {
	read: async () => here(() => (keptMemory.read() ? [...keptMemory.read()] : null)),
	write: async (bytes) => here(() => keptMemory.write(Uint8Array.from(bytes))),
	clear: async () => here(() => keptMemory.clear()),
	size: async () => keptMemory.size,
};

const evaluate = async (expression, bits) => {
	const main = `
		import { keptMemory } from "mote-mqtt/kept-memory";
		trace(JSON.stringify((${expression}) ?? null));
	`;
	const { code, stdout, stderr } = await simulateToEnd(app(main, { include: manifest }), {
		bits,
		static: 1_000_000, // for literals of 2,048 elements
		env: { ...process.env, MOTE_KEPT_MEMORY: path },
	});
	assert.equal(code, 0, stderr);
	return JSON.parse(stdout);
};

const onDevice = (bits) => ({
	read: () => evaluate("keptMemory.read() && Array.from(keptMemory.read())", bits),
	write: (bytes) => evaluate(`keptMemory.write(Uint8Array.from(${JSON.stringify(bytes)}))`, bits),
	clear: () => evaluate("keptMemory.clear()", bits),
	size: () => evaluate("keptMemory.size", bits),
});

function cases(machine) {
	beforeEach(() => rmSync(path, { force: true }));

	it("has 2,048 bytes", async () => {
		assert.equal(await machine.size(), 2048);
	});

	it("has nothing to read at first", async () => {
		assert.equal(await machine.read(), null);
	});

	it("keeps bytes from one run to the next, with their length and their CRC-32 before them", async () => {
		await machine.write([..."123456789"].map((digit) => digit.charCodeAt(0)));
		assert.deepEqual(readFileSync(path), KEPT);
		assert.deepEqual(await machine.read(), [49, 50, 51, 52, 53, 54, 55, 56, 57]);
	});

	it("keeps what was written last, shorter or longer", async () => {
		for (const length of [9, 3, 0, 2048, 1]) {
			const bytes = Array.from({ length }, (_, i) => (i * 7 + length) & 255);
			await machine.write(bytes);
			assert.deepEqual(await machine.read(), bytes);
		}
	});

	it("has nothing to read once it is cleared", async () => {
		await machine.write([1, 2, 3]);
		await machine.clear();
		assert.equal(await machine.read(), null);
	});

	it("has nothing to read if any byte is another", async () => {
		for (let at = 0; at < KEPT.length; at++) {
			const damaged = Buffer.from(KEPT);
			damaged[at] ^= 1 << (at % 8);
			put(damaged);
			assert.equal(await machine.read(), null, `byte ${at}`);
		}
	});

	it("has nothing to read if it is cut short anywhere, or longer", async () => {
		for (let length = 0; length < KEPT.length; length++) {
			put(KEPT.subarray(0, length));
			assert.equal(await machine.read(), null, `${length} bytes`);
		}
		put(Buffer.concat([KEPT, Buffer.alloc(1)]));
		assert.equal(await machine.read(), null);
	});

	it("has nothing to read if the length is more than there can be, whatever the checksum says", async () => {
		for (const length of [2049, 65_535]) {
			const file = Buffer.alloc(8 + length);
			file.write("Mt");
			file.writeUInt16LE(length, 2);
			file.writeUInt32LE(crc32(file.subarray(8)), 4);
			put(file);
			assert.equal(await machine.read(), null, `${length} bytes`);
		}
	});

	it("leaves no second file behind", async () => {
		await machine.write([1]);
		assert.ok(!existsSync(`${path}.new`));
	});
}

describe("Kept memory", () => {
	before(compiled);

	describe("in Node.js", () => {
		cases(inNode);

		it("refuses what is no bytes, and more bytes than there is room for, and keeps what it had", () => {
			here(() => {
				keptMemory.write(Uint8Array.of(7));
				for (const wrong of [undefined, null, "bytes", 5, [1], {}])
					assert.throws(() => keptMemory.write(wrong), {
						name: "TypeError",
						message: "keptMemory: expected a Uint8Array",
					});
				assert.throws(() => keptMemory.write(new Uint8Array(2049)), {
					name: "RangeError",
					message: "keptMemory: expected 2048 bytes at most, got 2049",
				});
				assert.deepEqual(keptMemory.read(), Uint8Array.of(7));
			});
		});

		it("says that a file cannot be written", () => {
			here(() => {
				process.env.MOTE_KEPT_MEMORY = `${path}/none/such`;
				assert.throws(() => keptMemory.write(Uint8Array.of(7)), /ENOTDIR|ENOENT/);
			});
		});
	});

	describe("on a device", () => {
		cases(onDevice(64));

		it("refuses what is no bytes, and more bytes than there is room for, and keeps what it had", async () => {
			await inNode.write([7]);
			const outcomes = await evaluate(`
				[undefined, null, "bytes", 5, [1], {}, new Uint8Array(2049)].map((wrong) => {
					try {
						keptMemory.write(wrong);
						return "accepted";
					} catch (error) {
						return error.name === "RangeError" ? error.message : error.name;
					}
				})
			`);
			assert.deepEqual(outcomes.slice(0, 6), Array(6).fill("TypeError"));
			assert.equal(outcomes[6], "keptMemory: expected 2048 bytes at most, got 2049");
			assert.deepEqual(await onDevice(64).read(), [7]);
		});

		it("writes the part of a buffer that a view shows", async () => {
			await evaluate("keptMemory.write(Uint8Array.of(1, 2, 3, 4, 5).subarray(1, 4))");
			assert.deepEqual(await inNode.read(), [2, 3, 4]);
		});

		it("says that a file cannot be written", async () => {
			const main = `import { keptMemory } from "mote-mqtt/kept-memory"; keptMemory.write(Uint8Array.of(7));`;
			const { code, stderr } = await simulateToEnd(app(main, { include: manifest }), {
				env: { ...process.env, MOTE_KEPT_MEMORY: `${path}/none/such` },
			});
			assert.equal(code, 1);
			assert.match(stderr, /uncaught exception: Error: keptMemory: cannot be written/);
		});
	});

	it("is the same file in Node.js and on a device", async () => {
		const bytes = Array.from({ length: 376 }, (_, i) => (i * 31) & 255);
		await inNode.write(bytes);
		assert.deepEqual(await onDevice(64).read(), bytes);
		await onDevice(64).write(bytes.reverse());
		assert.deepEqual(await inNode.read(), bytes);
	});
});
