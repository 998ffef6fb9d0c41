// The SDK's `timer` module for Node.js: timers that can be scheduled anew.

type Callback = (timer: ScheduledTimer) => void;

class ScheduledTimer {
	private handle: NodeJS.Timeout | undefined;

	constructor(private readonly callback: Callback) {}

	schedule(interval: number, repeat: number): void {
		this.unschedule();
		this.handle = setTimeout(() => {
			if (repeat) this.schedule(repeat, repeat);
			else this.handle = undefined;
			this.callback(this);
		}, interval);
	}

	unschedule(): void {
		clearTimeout(this.handle);
		this.handle = undefined;
	}
}

/** Intervals in milliseconds. A timer keeps the process alive while it is scheduled. */
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
	/** Schedules an existing timer anew; without an interval, it rests. */
	schedule(timer: ScheduledTimer, interval?: number, repeat = 0): void {
		if (interval === undefined) timer.unschedule();
		else timer.schedule(interval, repeat);
	},
	/** Ends a timer. */
	clear(timer: ScheduledTimer | undefined): void {
		timer?.unschedule();
	},
});
