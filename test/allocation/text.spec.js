// In the XS engine, the cost of text is in proportion to its length, and a long queue costs nothing more.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { simulateToEnd } from "mote-mqtt/simulator";
import { widths } from "../../bench/measure.js";
import { missing } from "../require.js";
import { MANIFESTS, modulesOf } from "../xs/run.js";

let no32;
const possible = await widths((reason) => {
	no32 = reason;
});

/** Runs device/main.js. Returns its measurements by name. */
async function measure(bits) {
	const folder = mkdtempSync(join(tmpdir(), "mote-text-"));
	try {
		const manifest = join(folder, "manifest.json");
		const { modules, preload } = modulesOf(["test/mqtt311/host.js"], []);
		modules.main = join(import.meta.dirname, "device/main");
		writeFileSync(manifest, JSON.stringify({ include: MANIFESTS, modules, preload }));
		const { code, stdout, stderr } = await simulateToEnd(manifest, { bits, static: 16_777_216 });
		assert.equal(code, 0, stdout + stderr);
		return new Map(
			stdout
				.trim()
				.split("\n")
				.map((line) => JSON.parse(line))
				.map((each) => [each.name, each]),
		);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

for (const bits of [64, 32]) {
	describe(`Text and long queues in the XS engine, ${bits}-bit`, function () {
		this.timeout(150_000);
		if (!possible.includes(bits)) return missing("32-bit", no32);
		let measured;

		before(async () => {
			measured = await measure(bits);
		});

		for (const size of [400, 2_000]) {
			it(`reading a text of ${size} characters takes about twice its size: a copy of its bytes, and the text`, () => {
				const { chunkBytes, slots } = measured.get(`text ${size}`);
				assert.ok(chunkBytes < 2 * size + 100 && slots < 10, `${chunkBytes} bytes, ${slots} slots`);
			});

			for (const [name, what] of [
				["damaged", "a byte that is not UTF-8"],
				["null", "U+0000"],
			]) {
				it(`reading a text of ${size} characters with ${what} in it takes only a little more`, () => {
					const { chunkBytes, slots } = measured.get(`${name} ${size}`);
					assert.ok(chunkBytes < 6 * size + 300 && slots < 40, `${chunkBytes} bytes, ${slots} slots`);
				});
			}

			it(`publishing a text of ${size} characters takes about the size of its bytes, once`, () => {
				const { chunkBytes, slots } = measured.get(`publish ${size}`);
				assert.ok(chunkBytes < size + 200 && slots < 20, `${chunkBytes} bytes, ${slots} slots`);
			});
		}

		it("publishing while 1,500 messages are queued allocates nothing", () => {
			const { chunkBytes, slots } = measured.get("waiting");
			assert.deepEqual({ chunkBytes, slots }, { chunkBytes: 0, slots: measured.get("nothing").slots });
		});

		for (const [name, what, than] of [
			["latest", "a message that replaces a queued one", "nothing"],
			["full", "a refusal by a full queue, with the onWritable that follows,", "acknowledged"],
		])
			it(`${what} allocates nothing`, () => {
				const { chunkBytes, slots } = measured.get(name);
				const expected = measured.get(than);
				assert.deepEqual({ chunkBytes, slots }, { chunkBytes: expected.chunkBytes, slots: expected.slots });
			});
	});
}
