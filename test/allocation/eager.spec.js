// Connecting eagerly, ten thousand times in one machine: nothing of it stays.
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

/** Runs device/eager.js: what was in use after each thousand wakes, by what was measured. */
async function measure(bits, version) {
	const folder = mkdtempSync(join(tmpdir(), "mote-eager-"));
	try {
		const manifest = join(folder, "manifest.json");
		const { modules, preload } = modulesOf(["test/mqtt311/host.js", "test/mqtt5/host.js"], []);
		modules.main = join(import.meta.dirname, "device/eager");
		writeFileSync(manifest, JSON.stringify({ include: MANIFESTS, modules, preload, creation: { stack: 384 } }));
		const { code, stdout, stderr } = await simulateToEnd(manifest, { bits, static: 65_536, config: { version } });
		assert.equal(code, 0, stdout + stderr);
		const lines = stdout
			.trim()
			.split("\n")
			.map((line) => JSON.parse(line));
		return (name) => lines.filter((line) => line.name === name);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

// As on a chip, if that is possible.
const bits = possible.includes(32) ? 32 : 64;
if (bits === 64) missing("32-bit", no32);

describe(`A device that connects eagerly ten thousand times, in the XS engine, ${bits}-bit`, function () {
	this.timeout(150_000);
	let measured;

	before(async () => {
		const [plain, five] = await Promise.all([measure(bits, 4), measure(bits, 5)]);
		measured = { 4: plain, 5: five };
	});

	for (const version of [4, 5])
		for (const name of ["the same client", "a client for each wake"])
			it(`${version === 5 ? "5.0" : "3.1.1"}, ${name}: has as much in use after each tenth of that`, () => {
				const uses = measured[version](name);
				assert.equal(uses.length, 10);
				for (const use of uses) assert.deepEqual(use, uses[1]);
			});
});
