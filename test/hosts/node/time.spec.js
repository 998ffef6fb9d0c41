import { performance } from "node:perf_hooks";
import { tcp } from "mote-mqtt/tcp";
import { equal, ok } from "../../assert.js";

const Time = tcp.time;

describe("the clock of Node.js", () => {
	/** Time.ticks, `milliseconds` after the process has started. */
	function ticksAt(milliseconds) {
		performance.now = () => milliseconds;
		try {
			return Time.ticks;
		} finally {
			delete performance.now;
		}
	}

	it("counts whole milliseconds, forward", () => {
		const first = Time.ticks;
		ok(Number.isInteger(first));
		ok(Time.delta(first) >= 0);
	});

	it("wraps as a signed 32-bit integer: after 24.8 days, and again after 49.7", () => {
		equal(ticksAt(2 ** 31 - 1 + 0.9), 0x7fffffff);
		equal(ticksAt(2 ** 31), -0x80000000);
		equal(ticksAt(2 ** 32 - 1), -1);
		equal(ticksAt(2 ** 32 + 5), 5);
		equal(ticksAt(2 ** 40 + 7.5), 7);
	});

	it("measures the time between two moments, even across a wrap", () => {
		equal(Time.delta(5, 9), 4);
		equal(Time.delta(9, 5), -4);
		equal(Time.delta(0x7fffffff, -0x80000000), 1);
		equal(Time.delta(-0x80000000, 0x7fffffff), -1);
		equal(Time.delta(0x7ffffff0, -0x7ffffff0), 32);
	});

	it("measures the time since a moment", () => {
		const before = Time.ticks;
		const since = Time.delta((before - 1_000) | 0);
		ok(since >= 1_000 && since <= 1_000 + Time.delta(before));
	});
});
