// Hot path. Seconds since a client was made, which tell when messages expire: ticks wrap, these do not.
import type { Clock } from "../host.js";

/** Counts seconds. To be asked at least every 24 days. */
export class Uptime {
	private readonly time: Clock;
	/** The count up to `ticks`. */
	private count: number;
	private ticks: number;

	constructor(time: Clock) {
		this.time = time;
		this.ticks = time.ticks;
		// Moments are compared with it: 0 is never, 1 was before.
		this.count = 2;
	}

	seconds(): number {
		const elapsed = (((this.time.ticks - this.ticks) | 0) / 1_000) | 0;
		this.ticks = (this.ticks + elapsed * 1_000) | 0;
		this.count += elapsed;
		return this.count;
	}
}
