// The same specs in the XS engine, in a device's memory: every case of test/wire, mqtt311, mqtt5, parts and unattended becomes a case here.
import { availableParallelism } from "node:os";
import { tell } from "./events.js";
import { missing } from "./require.js";
import { declare } from "./xs/declare.js";
import { runInXS, SimulatorError } from "./xs/run.js";
import { specs } from "./xs/specs.js";

/** All specs' cases: the first spec alone, as the engine may have to be compiled, then as many at a time as there are CPUs. */
async function runAll(bits) {
	const results = [await runInXS(specs[0], bits)];
	let next = 1;
	let done = 1;
	const work = async () => {
		while (next < specs.length) {
			const index = next++;
			results[index] = await runInXS(specs[index], bits);
			tell({ event: "progress", text: `in XS, ${bits}-bit: ${++done} of ${specs.length} files` });
		}
	};
	await Promise.all(Array.from({ length: availableParallelism() }, work));
	return results;
}

for (const bits of [64, 32]) {
	try {
		const results = await runAll(bits);
		for (const [index, cases] of results.entries()) {
			describe(`in XS (${bits}-bit): ${specs[index]}`, () => declare(cases));
		}
	} catch (error) {
		describe(`in XS (${bits}-bit)`, () => {
			if (error instanceof SimulatorError && error.message.includes("for 32 bits")) missing("32-bit", error.message);
			else it("can be simulated", () => Promise.reject(error));
		});
	}
}
