// The same long runs in the 64-bit XS engine; a tenth of those that take long.
import { declare } from "../xs/declare.js";
import { runInXS } from "../xs/run.js";

for (const name of ["networks.long.js", "year.long.js"]) {
	const path = `test/long/${name}`;
	const cases = await runInXS(path, 64, undefined, 600_000);
	describe(`in XS: ${path}`, () => declare(cases));
}
