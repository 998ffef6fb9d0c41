// Time limits that count work, not a busy machine's minutes: while others have the CPU, a limit's clock goes slower, down to a tenth. Loaded by
// mocha (.mocharc.json), whose own limits of tests and hooks count in the same way.
import { readFileSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import Mocha from "mocha";

/** No slower than this: what hangs is found on any machine. */
const SLOWEST = 0.1;
/** Milliseconds between looks. */
const STEP = 500;

/** Milliseconds since the machine started, in which something that could run had to wait; undefined if the kernel does not tell. */
function waited() {
	try {
		return Number(readFileSync("/proc/pressure/cpu", "utf8").match(/^some .*total=(\d+)/m)[1]) / 1_000;
	} catch {
		return undefined;
	}
}

/**
 * Calls back after `milliseconds` of a machine that has nothing else to do. Returns what clearTimeout() takes; its refresh() begins
 * anew.
 */
export function afterWork(milliseconds, callback) {
	let left = milliseconds;
	let seen = Date.now();
	let before = waited();
	const step = Math.max(1, Math.min(STEP, milliseconds));
	const timer = setInterval(() => {
		const now = Date.now();
		const wait = waited();
		// A turn that itself took long does not count in full: nobody could have called back.
		const elapsed = Math.min(now - seen, 2 * step);
		const share =
			wait === undefined
				? availableParallelism() / Math.max(loadavg()[0], 0.01)
				: 1 - (wait - before) / Math.max(now - seen, 1);
		left -= elapsed * Math.min(1, Math.max(SLOWEST, share));
		seen = now;
		before = wait;
		if (left > 0) return;
		clearInterval(timer);
		callback();
	}, step);
	timer.refresh = () => {
		left = milliseconds;
		return timer;
	};
	return timer;
}

const { prototype } = Mocha.Runnable;
const { run, timeout } = prototype;

// While a test runs, mocha's own clock does not count: it would compare the minutes.
prototype.run = function (finished) {
	this.isRunning = true;
	return run.call(this, (error) => {
		this.isRunning = false;
		finished(error);
	});
};
prototype.timeout = function (...milliseconds) {
	if (milliseconds.length) return timeout.apply(this, milliseconds);
	return this.isRunning ? 0 : timeout.call(this);
};
prototype.resetTimeout = function () {
	this.clearTimeout();
	const limit = this._timeout;
	if (!limit) return;
	this.timer = afterWork(limit, () => {
		this.callback(this._timeoutError(limit));
		this.timedOut = true;
	});
};
