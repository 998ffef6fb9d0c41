import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { tcp } from "mote-mqtt/tcp";
import { deepEqual, equal, ok, throws } from "../../assert.js";
import { Recorder } from "./recorder.js";

const Timer = tcp.timer;
const NEVER = 0x7fffffff;

describe("the timers of Node.js", () => {
	let calls;
	let timers;

	beforeEach(() => {
		calls = new Recorder();
		timers = [];
	});

	afterEach(() => {
		for (const timer of timers) Timer.clear(timer);
	});

	/** Timer.set or Timer.repeat, with a timer that is cleared after the test. */
	function make(how, callback, ...times) {
		const timer = Timer[how](callback, ...times);
		timers.push(timer);
		return timer;
	}

	/** Waits until everything that is due within a millisecond has happened. */
	async function meanwhile() {
		const other = new Recorder();
		make("repeat", other.on("tick"), 1);
		await other.called("tick", 5);
	}

	it("call back once, with the timer", async () => {
		const timer = make("set", calls.on("callback"), 1);
		await calls.called("callback");
		await meanwhile();
		equal(calls.calls.length, 1);
		ok(calls.calls[0][1] === timer);
	});

	it("call back at once without an interval, but after set() has returned", async () => {
		make("set", calls.on("callback"));
		deepEqual(calls.calls, []);
		await calls.called("callback");
	});

	it("call back repeatedly, until cleared in the callback", async () => {
		const timer = make(
			"repeat",
			calls.on("callback", () => calls.count("callback") === 3 && Timer.clear(timer)),
			1,
		);
		await calls.called("callback", 3);
		await meanwhile();
		equal(calls.calls.length, 3);
	});

	it("call back after an interval, then repeatedly after another", async () => {
		make("set", calls.on("callback"), 0, 1);
		await calls.called("callback", 3);
	});

	it("can be rescheduled, for earlier", async () => {
		const timer = make("repeat", calls.on("callback"), NEVER);
		Timer.schedule(timer, 1, NEVER);
		await calls.called("callback");
		await meanwhile();
		equal(calls.calls.length, 1);
	});

	it("can be rescheduled, for later", async () => {
		const timer = make("repeat", calls.on("callback"), 1);
		Timer.schedule(timer, NEVER, NEVER);
		await meanwhile();
		deepEqual(calls.calls, []);
	});

	it("can be rescheduled in the callback, instead of the repetition", async () => {
		const timer = make(
			"repeat",
			calls.on("callback", () => Timer.schedule(timer, NEVER, NEVER)),
			1,
		);
		await calls.called("callback");
		await meanwhile();
		equal(calls.calls.length, 1);
		Timer.schedule(timer, 1, 1);
		await calls.called("callback", 2);
	});

	it("stop when scheduled without an interval, and can be scheduled again", async () => {
		const timer = make("repeat", calls.on("callback"), 1);
		Timer.schedule(timer);
		await meanwhile();
		deepEqual(calls.calls, []);
		Timer.schedule(timer, 1, 1);
		await calls.called("callback", 2);
	});

	it("stop when that is requested in the callback", async () => {
		const timer = make(
			"repeat",
			calls.on("callback", () => Timer.schedule(timer)),
			1,
		);
		await calls.called("callback");
		await meanwhile();
		equal(calls.calls.length, 1);
		Timer.schedule(timer, 1, 1);
		await calls.called("callback", 2);
	});

	it("accept the longest possible interval", async () => {
		make("set", calls.on("callback"), NEVER);
		await meanwhile();
		deepEqual(calls.calls, []);
	});

	it("do not call back once cleared, and cannot be scheduled", async () => {
		const timer = make("repeat", calls.on("callback"), 0);
		Timer.clear(timer);
		Timer.clear(timer);
		Timer.clear(undefined);
		await meanwhile();
		deepEqual(calls.calls, []);
		throws(() => Timer.schedule(timer, 1, 1), TypeError, "was cleared");
	});

	it("cannot be scheduled once fired without a repetition, as on a device", async () => {
		const timer = make("set", calls.on("callback"), 1);
		await calls.called("callback");
		await meanwhile();
		throws(() => Timer.schedule(timer, 1, 1), TypeError, "was cleared");
	});

	it("are gone after the callback if it schedules without a repetition, as on a device", async () => {
		const timer = make(
			"set",
			calls.on("callback", () => Timer.schedule(timer, 1)),
			1,
		);
		await calls.called("callback");
		await meanwhile();
		equal(calls.calls.length, 1);
		throws(() => Timer.schedule(timer, 1, 1), TypeError, "was cleared");
	});

	it("require a function", () => {
		throws(() => Timer.set(undefined, 1), TypeError, "function");
		throws(() => Timer.repeat("callback", 1), TypeError, "function");
	});

	it("keep the process alive, except for the 12-day timer with which a client counts time", async () => {
		const app = (interval) => `
			import { tcp } from "mote-mqtt/tcp";
			const timer = tcp.timer.repeat(() => { console.log("fired"); tcp.timer.schedule(timer, 0x3fffffff, 0x3fffffff); }, ${interval});
			tcp.timer.schedule(timer, ${interval}, ${interval});
		`;
		// In the package, so that the package can be imported by its name.
		const cwd = fileURLToPath(new URL(".", import.meta.url));
		for (const [interval, expected] of [
			[1, "fired\n"],
			[0x3fffffff, ""],
		]) {
			const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", app(interval)], {
				cwd,
			});
			equal(stdout, expected);
		}
	});
});
