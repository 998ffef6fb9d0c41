// The same specs in the XS engine, in a device's memory: every case of test/wire and test/client becomes a case here.
import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { missing } from "./require.js";
import { runInXS, SimulatorError } from "./xs/run.js";

const specs = [];
for (const folder of ["wire", "client", "mqtt5"]) {
	let names = [];
	try {
		names = readdirSync(fileURLToPath(new URL(folder, import.meta.url)), { recursive: true });
	} catch (error) {
		if (error.code !== "ENOENT") throw error;
	}
	specs.push(...names.filter((name) => name.endsWith(".spec.js")).map((name) => `test/${folder}/${name}`));
}
specs.sort();

/** All specs' cases: the first spec alone, as the engine may have to be compiled, then as many at a time as there are CPUs. */
async function runAll(bits) {
	const results = [await runInXS(specs[0], bits)];
	let next = 1;
	const work = async () => {
		while (next < specs.length) {
			const index = next++;
			results[index] = await runInXS(specs[index], bits);
		}
	};
	await Promise.all(Array.from({ length: availableParallelism() }, work));
	return results;
}

/** Cases of a spec, as cases of mocha's. */
function declare(cases) {
	for (const { suite, title, state, error } of cases) {
		const name = [...suite, title].join(": ");
		if (state === "skipped") it.skip(name);
		else {
			it(name, () => {
				if (state !== "passed") fails(error);
			});
		}
	}
	if (cases.length === 0) it("has cases", () => fails("there is none"));
}

/** The stack would be this file's. */
function fails(message) {
	throw Object.assign(new Error(message), { stack: message });
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
