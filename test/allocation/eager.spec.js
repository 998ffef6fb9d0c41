// Ten thousand eager connections in one machine leave nothing in memory.
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

/** Runs device/eager.js. Returns a function that gives the memory in use after each tenth of the wakes, for a measurement's name. */
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

// 32-bit as on a chip, if this machine can build that.
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
			it(`${version === 5 ? "5.0" : "3.1.1"}, ${name}: uses the same amount of memory after each tenth of them`, () => {
				const uses = measured[version](name);
				assert.equal(uses.length, 10);
				for (const use of uses) assert.deepEqual(use, uses[1]);
			});
});
