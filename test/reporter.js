// Mocha's own report, and behind everything one line for machines: "12 passed, 0 failed, 1 skipped".
import Mocha from "mocha";

export default class Reporter extends Mocha.reporters.Spec {
	done(failures, finish) {
		const { passes, failures: failed, pending } = this.stats;
		// A run without any test, or with failures outside of tests, has not succeeded.
		const count = Math.max(failures, failed, passes + failed + pending === 0 ? 1 : 0);
		process.stdout.write(`${passes} passed, ${Math.max(failures, failed)} failed, ${pending} skipped\n`, () =>
			finish(count),
		);
	}
}
