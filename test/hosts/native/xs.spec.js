// mote-mqtt/native in the XS engine, in a device's memory: every case of test/hosts/native/cases becomes a case here.
import { equal } from "node:assert/strict";
import { simulateToEnd } from "../../../dist/simulator/simulate.js";
import { missing } from "../../require.js";
import { declare } from "../../xs/declare.js";
import { runInXS, SimulatorError } from "../../xs/run.js";
import { specs } from "./specs.js";

for (const bits of [64, 32]) {
	try {
		for (const spec of specs) {
			const cases = await runInXS(spec, bits);
			describe(`in XS (${bits}-bit): ${spec}`, () => declare(cases));
		}
	} catch (error) {
		describe(`mote-mqtt/native in XS (${bits}-bit)`, () => {
			if (error instanceof SimulatorError && error.message.includes("for 32 bits")) missing("32-bit", error.message);
			else it("can be simulated", () => Promise.reject(error));
		});
	}
}

describe("mote-mqtt/native", () => {
	it("allocates nothing", async () => {
		const { stdout } = await simulateToEnd("test/hosts/seam/manifest.json", { config: { what: "native" } });
		equal(stdout, '{"slots":0,"chunkBytes":0,"heap":0,"right":20000}\n');
	});
});
