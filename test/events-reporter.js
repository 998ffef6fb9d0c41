// A mocha reporter for run.js, which combines several runs.
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import Mocha from "mocha";
import { tell } from "./events.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const describe = (test) => ({
	file: relative(root, test.file ?? ""),
	titles: test.titlePath(),
	duration: test.duration ?? 0,
});

export default class EventsReporter extends Mocha.reporters.Base {
	constructor(runner, options) {
		super(runner, options);
		runner.on("start", () => tell({ event: "start", total: runner.total }));
		runner.on("pass", (test) => tell({ event: "pass", ...describe(test) }));
		runner.on("pending", (test) => tell({ event: "pending", ...describe(test) }));
		runner.on("fail", (test, error) => tell({ event: "fail", ...describe(test), error: text(error) }));
	}

	done(failures, finish) {
		tell({ event: "end" });
		finish(failures);
	}
}

/** The message with the expected value, if any, and the stack. */
function text(error) {
	const { message = String(error), stack = "", actual, expected } = error ?? {};
	const sides =
		expected === undefined || message.includes("\n")
			? ""
			: `\nexpected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`;
	return `${message}${sides}\n${stack.slice(stack.indexOf(message) + message.length).trim()}`;
}
