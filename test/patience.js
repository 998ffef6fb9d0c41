// Time limits that count work and not a busy machine's minutes. While processes have to wait for a CPU, the clock of
// a limit runs slower, down to a tenth. mocha loads this file (.mocharc.json), so that its own limits for tests and
// hooks count in the same way.
import { readFileSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import Mocha from "mocha";

/** The slowest rate, so that a test that hangs is found on any machine. */
const SLOWEST = 0.1;
/** Milliseconds between measurements. */
const STEP = 500;

/**
 * Milliseconds since boot during which a runnable process had to wait; undefined if the kernel does not report it.
 */
function waited() {
	try {
		return Number(readFileSync("/proc/pressure/cpu", "utf8").match(/^some .*total=(\d+)/m)[1]) / 1_000;
	} catch {
		return undefined;
	}
}

/**
 * Calls back after `milliseconds` of an otherwise idle machine. Returns a handle for clearTimeout(); its refresh()
 * starts over.
 */
export function afterWork(milliseconds, callback) {
	let left = milliseconds;
	let seen = Date.now();
	let before = waited();
	const step = Math.max(1, Math.min(STEP, milliseconds));
	const timer = setInterval(() => {
		const now = Date.now();
		const wait = waited();
		// A turn that was itself long does not count in full, because nobody could have called back during it.
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

// mocha's own timer is disabled while a test runs, because it would count minutes.
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
