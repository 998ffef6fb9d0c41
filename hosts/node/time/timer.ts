// The SDK's `timer` module for Node.js: timers that can be scheduled anew.

type Callback = (timer: ScheduledTimer) => void;

/** 12 days: what a client waits for that has ended, and only counts the time until its messages expire. The process need not. */
const NOTHING = 0x3fffffff;

class ScheduledTimer {
	private handle: NodeJS.Timeout | undefined;
	private repeat = 0;
	private gone = false;

	constructor(private readonly callback: Callback) {
		if (typeof callback !== "function") throw new TypeError("timer: expected a function");
	}

	schedule(interval: number, repeat: number): void {
		if (this.gone) throw new TypeError("timer: it is gone, cleared or fired without a repetition");
		clearTimeout(this.handle);
		this.repeat = repeat;
		this.handle = setTimeout(() => this.fire(), interval);
		if (interval >= NOTHING) this.handle.unref();
	}

	/** Rests until scheduled anew. */
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
		// As on a device, even if the callback has scheduled it anew, again without a repetition.
		if (this.repeat === 0) this.clear();
	}
}

/** Intervals in milliseconds. A timer keeps the process alive while it is scheduled, unless for 12 days or more. */
export const Timer = Object.freeze({
	/** Calls back after `interval`, then, unless `repeat` is 0, every `repeat`. */
	set(callback: Callback, interval = 0, repeat = 0): ScheduledTimer {
		const timer = new ScheduledTimer(callback);
		timer.schedule(interval, repeat);
		return timer;
	},
	/** Calls back every `interval`. */
	repeat(callback: Callback, interval: number): ScheduledTimer {
		return Timer.set(callback, interval, interval);
	},
	/** Schedules an existing timer anew; without an interval, it rests. Throws if it is gone: cleared, or fired once and for all. */
	schedule(timer: ScheduledTimer, interval?: number, repeat = 0): void {
		if (interval === undefined) timer.rest();
		else timer.schedule(interval, repeat);
	},
	/** Ends a timer. */
	clear(timer: ScheduledTimer | undefined): void {
		timer?.clear();
	},
});
