// Outcomes, discarded messages, pending() and statistics allocate nothing, measured in the XS engine.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { simulateToEnd } from "mote-mqtt/simulator";
import { widths } from "../../bench/measure.js";
import { missing } from "../require.js";
import { MANIFESTS } from "../xs/run.js";

let no32;
const possible = await widths((reason) => {
	no32 = reason;
});

/** Runs device/in-the-way.js. Returns its measurements by name. */
async function measure(bits, version) {
	const folder = mkdtempSync(join(tmpdir(), "mote-in-the-way-"));
	try {
		const manifest = join(folder, "manifest.json");
		const modules = { main: join(import.meta.dirname, "device/in-the-way") };
		writeFileSync(manifest, JSON.stringify({ include: MANIFESTS, modules }));
		const { code, stdout, stderr } = await simulateToEnd(manifest, { bits, static: 16_777_216, config: { version } });
		assert.equal(code, 0, stdout + stderr);
		const lines = stdout.trim().split("\n");
		return new Map(lines.map((line) => JSON.parse(line)).map((each) => [each.name, each]));
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

for (const bits of [64, 32]) {
	for (const version of [4, 5]) {
		const name = version === 5 ? "5.0" : "3.1.1";
		describe(`Outcomes, discarding, pending() and statistics with ${name} in the XS engine, ${bits}-bit`, function () {
			this.timeout(150_000);
			if (!possible.includes(bits)) return missing("32-bit", no32);
			let measured;

			before(async () => {
				measured = await measure(bits, version);
			});

			for (const name of ["told of PUBACK", "discarded", "discarded at QoS 2", "pending", "statistics"])
				it(`${name}: allocates nothing`, () => {
					const none = measured.get("nothing");
					assert.deepEqual({ ...measured.get(name), name: "nothing" }, none);
				});

			it("a control that allocates is noticed", () => {
				assert.ok(measured.get("control").slots > 1_000);
			});
		});
	}
}
