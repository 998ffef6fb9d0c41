// The SDK's `timer` module for Node.js. Its timers can be rescheduled.

type Callback = (timer: ScheduledTimer) => void;

/**
 * 12 days. A client that has ended uses this interval only to keep counting time until its messages expire. Such a
 * timer must not keep the process alive.
 */
const NOTHING = 0x3fffffff;

class ScheduledTimer {
	private handle: NodeJS.Timeout | undefined;
	private repeat = 0;
	private gone = false;

	constructor(private readonly callback: Callback) {
		if (typeof callback !== "function") throw new TypeError("timer: expected a function");
	}

	schedule(interval: number, repeat: number): void {
		if (this.gone) throw new TypeError("timer: it was cleared, or has fired without a repetition");
		clearTimeout(this.handle);
		this.repeat = repeat;
		this.handle = setTimeout(() => this.fire(), interval);
		if (interval >= NOTHING) this.handle.unref();
	}

	/** Stops until schedule() is called again. */
	rest(): void {
		clearTimeout(this.handle);
		this.repeat = -1;
	}

	clear(): void {
		clearTimeout(this.handle);
		this.gone = true;
	}

	private fire(): void {
		if (this.repeat > 0) this.schedule(this.repeat, this.repeat);
		this.callback(this);
		// A timer that does not repeat ends after its callback, even if the callback has rescheduled it without a
		// repetition. The SDK's timers do the same.
		if (this.repeat === 0) this.clear();
	}
}

/**
 * Intervals are in milliseconds. A scheduled timer keeps the process alive, unless its interval is 12 days or longer.
 */
export const Timer = Object.freeze({
	/** Calls back after `interval`, then every `repeat` unless that is 0. */
	set(callback: Callback, interval = 0, repeat = 0): ScheduledTimer {
		const timer = new ScheduledTimer(callback);
		timer.schedule(interval, repeat);
		return timer;
	},
	/** Calls back every `interval`. */
	repeat(callback: Callback, interval: number): ScheduledTimer {
		return Timer.set(callback, interval, interval);
	},
	/**
	 * Reschedules a timer. Without an interval, the timer stops until it is scheduled again. Throws if it was
	 * cleared, or has fired without a repetition.
	 */
	schedule(timer: ScheduledTimer, interval?: number, repeat = 0): void {
		if (interval === undefined) timer.rest();
		else timer.schedule(interval, repeat);
	},
	/** Ends a timer. */
	clear(timer: ScheduledTimer | undefined): void {
		timer?.clear();
	},
});
