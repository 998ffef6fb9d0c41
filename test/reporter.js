// Extends mocha's report by a last line for scripts: "12 passed, 0 failed, 1 skipped". A run of all tests also writes
// docs/conformance.md, and fails if that changes or a statement has no test.
import { readdirSync } from "node:fs";
import { relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import Mocha from "mocha";
import { Conformance } from "./conformance/conformance.js";
import { bringUpToDate } from "./conformance/document.js";
import { VERSIONS } from "./conformance/statements.js";

const folder = fileURLToPath(new URL(".", import.meta.url));

export default class Reporter extends Mocha.reporters.Spec {
	constructor(runner, options) {
		super(runner, options);
		this.conformance = isWhole(options) ? new Conformance(VERSIONS) : undefined;
		runner.on("pass", (test) => this.conformance?.passed(relative(resolve(folder, ".."), test.file), test.titlePath()));
	}

	done(failures, finish) {
		const { passes, failures: failed, pending } = this.stats;
		// A run without tests, or with failures outside of tests, has failed.
		const count = Math.max(failures, failed, passes + failed + pending === 0 ? 1 : 0);
		const problems = count === 0 && this.conformance ? bringUpToDate(this.conformance) : [];
		const text = problems.map((problem) => `${problem}\n`).join("");
		process.stdout.write(`${text}${passes} passed, ${count + problems.length} failed, ${pending} skipped\n`, () =>
			finish(count + problems.length),
		);
	}
}

/** Whether all tests are run and none is filtered out. */
function isWhole({ files = [], grep, fgrep }) {
	const specs = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".spec.js"));
	return !grep && !fgrep && specs.every((name) => files.includes(resolve(folder, name)));
}
