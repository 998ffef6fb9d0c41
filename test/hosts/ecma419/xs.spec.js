// The ECMA-419 class in the XS engine, in a device's memory: every case of test/hosts/ecma419/cases becomes a case here.
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
		describe(`The ECMA-419 class in XS (${bits}-bit)`, () => {
			if (error instanceof SimulatorError && error.message.includes("for 32 bits")) missing("32-bit", error.message);
			else it("can be simulated", () => Promise.reject(error));
		});
	}
}
