// The ECMA-419 class in the XS engine, in a device's memory: every case of test/ecma419/cases becomes a case here. It imports the
// SDK's "timer" and "time", which Node.js does not have; here, machines of the cases take their place.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { missing } from "../require.js";
import { runInXS, SimulatorError } from "../xs/run.js";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const specs = readdirSync(at("cases")).map((name) => `test/ecma419/cases/${name}`);

const bundle = readFileSync(at("../../dist/moddable/mqttclient.js"), "utf8");
mkdirSync(at("../../build/ecma419"), { recursive: true });
writeFileSync(
	at("../../build/ecma419/mqttclient.js"),
	bundle.replace(/^(import \w+ from )'(time|timer)';$/gm, '$1"../../test/ecma419/$2.js";'),
);

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

/** Cases of a spec, as cases of mocha's. */
function declare(cases) {
	for (const { suite, title, state, error } of cases) {
		it([...suite, title].join(": "), () => {
			// The stack would be this file's.
			if (state !== "passed") throw Object.assign(new Error(error), { stack: error });
		});
	}
	if (cases.length === 0) it("has cases", () => Promise.reject(new Error("there is none")));
}
