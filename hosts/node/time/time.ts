// The SDK's `time` module for Node.js.
import { performance } from "node:perf_hooks";

/** Milliseconds that wrap at 32 bits, as on a device. */
export const Time = Object.freeze({
	/** Milliseconds since an arbitrary moment: a signed 32-bit integer that wraps. */
	get ticks(): number {
		return performance.now() | 0;
	},
	/** Milliseconds from `start` to `end` (default: now). Correct across a wrap. */
	delta(start: number, end: number = Time.ticks): number {
		return (end - start) | 0;
	},
});
