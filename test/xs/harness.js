// What mocha is in Node.js, this is on a device: describe, it and the hooks, in little memory. The body of a describe() runs
// when its turn comes, and a case is forgotten once it has run. Each case is two lines of JSON, when it starts and when it ends.

/** Thrown by this.skip(). */
const SKIP = "skip";

/** Gives a spec the globals that it has in mocha. Returns what then runs it. */
export function install(print) {
	const harness = new Harness(print);
	globalThis.describe = (title, body) => harness.describe(title, body);
	globalThis.it = (title, run) => harness.it(title, run);
	globalThis.it.skip = (title) => harness.it(title);
	globalThis.describe.skip = (title) => harness.it(title);
	for (const kind of ["before", "beforeEach", "afterEach", "after"]) {
		globalThis[kind] = (...hook) => harness.hook(kind, hook.pop());
	}
	return harness;
}

class Harness {
	constructor(print) {
		this.print = print;
		this.suite = this.root = new Suite(undefined, "");
	}

	describe(title, body) {
		this.suite.suites.push(new Suite(this.suite, title, body));
	}

	/** @param run undefined, if the case is to be skipped */
	it(title, run) {
		this.suite.cases.push({ title, run });
	}

	hook(kind, run) {
		this.suite[kind].push(run);
	}

	/** Runs everything; the last line is { "end": true }. */
	async run() {
		await this.runSuite(this.root);
		this.report({ end: true });
	}

	async runSuite(suite) {
		let failure;
		// From here on nothing but this function is on the stack, which is small.
		await undefined;
		this.suite = suite;
		try {
			suite.body?.();
		} catch (error) {
			failure = error;
		}
		for (const hook of suite.before) failure ??= await attempt(hook);
		if (failure !== undefined) this.ended(suite, "before", failure);
		else {
			while (suite.cases.length) await this.runCase(suite, suite.cases.shift());
			while (suite.suites.length) await this.runSuite(suite.suites.shift());
		}
		for (const hook of suite.after) {
			failure = await attempt(hook);
			if (failure !== undefined) this.ended(suite, "after", failure);
		}
	}

	async runCase(suite, { title, run }) {
		await undefined;
		if (!run) return this.ended(suite, title, SKIP);
		this.report({ suite: suite.path(), title, state: "started" });
		const { suites } = new Lineage(suite);
		let failure;
		for (const { beforeEach } of suites) for (const hook of beforeEach) failure ??= await attempt(hook);
		failure ??= await attempt(run);
		while (suites.length) {
			for (const hook of suites.pop().afterEach) {
				const problem = await attempt(hook);
				failure ??= problem;
			}
		}
		this.ended(suite, title, failure);
	}

	ended(suite, title, failure) {
		const state = failure === undefined ? "passed" : failure === SKIP ? "skipped" : "failed";
		this.report({ suite: suite.path(), title, state, error: state === "failed" ? describe(failure) : undefined });
	}

	report(line) {
		this.print(`${JSON.stringify(line)}\n`);
	}
}

class Suite {
	constructor(parent, title, body) {
		this.parent = parent;
		this.title = title;
		this.body = body;
		this.cases = [];
		this.suites = [];
		this.before = [];
		this.beforeEach = [];
		this.afterEach = [];
		this.after = [];
	}

	path() {
		return this.parent ? [...this.parent.path(), this.title] : [];
	}
}

/** A suite and those around it, the outermost first. */
class Lineage {
	constructor(suite) {
		this.suites = [];
		for (let at = suite; at; at = at.parent) this.suites.unshift(at);
	}
}

/**
 * What a case or a hook fails with, or undefined. It ends when it returns or, if it returns a promise, when that settles. Not an async
 * function, which would be on the stack, that is small, below the case.
 */
function attempt(run) {
	return Promise.resolve()
		.then(() => run.call(context, done))
		.then(passed, failed);
}

function passed() {}

function failed(error) {
	return error ?? new Error(`thrown: ${error}`);
}

/** Mocha looks at a case's number of parameters. On a device functions do not have their length. */
function done() {
	throw new Error("done() does not exist on a device: wrap the case in untilCalled()");
}

/** What of mocha's context has a meaning here. */
const context = {
	timeout() {
		return context;
	},
	skip() {
		throw SKIP;
	},
};

function describe(failure) {
	return failure instanceof Error ? `${failure.name}: ${failure.message}` : String(failure);
}
