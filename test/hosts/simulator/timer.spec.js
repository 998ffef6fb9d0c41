import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { compiled, run } from "./app.js";
import { naming } from "./ipv6.js";

const include = fileURLToPath(new URL("../../../manifest.json", import.meta.url));

const printed = async (main, options) => {
	const { code, stdout, stderr } = await run(
		`import Timer from "timer"; import Time from "time"; import probe from "simulator:probe";
		const attempt = (what) => { try { return what(); } catch (error) { return error.name; } };
		${main}`,
		options,
	);
	assert.equal(code, 0, stderr);
	return stdout;
};

describe("Timers in the simulator", () => {
	before(compiled);

	it("fire once or repeatedly, with themselves as argument", async () => {
		const output = await printed(`
			const once = Timer.set((timer) => trace("once ", timer === once, " "), 5);
			let left = 3;
			const again = Timer.repeat((timer) => { trace("again ", timer === again, " "); if (!--left) Timer.clear(timer); }, 20);
		`);
		assert.equal(output, "once true again true again true again true ");
	});

	it("fire first after one time and then at another", async () => {
		const output = await printed(`
			let left = 2;
			const start = Time.ticks;
			Timer.set((timer) => { trace(Time.delta(start) >= 30 - 20 * (left - 1) ? "late enough " : "early "); if (!--left) Timer.clear(timer); }, 10, 20);
		`);
		assert.equal(output, "late enough late enough ");
	});

	it("may be cleared twice, in their own callback, and when undefined", async () => {
		const output = await printed(`
			const timer = Timer.set((self) => { Timer.clear(self); Timer.clear(self); trace("fired "); }, 1);
			const never = Timer.set(() => trace("never "), 1);
			Timer.clear(never);
			Timer.clear(never);
			Timer.clear();
			Timer.clear(undefined);
			Timer.clear({});
			Timer.set(() => { Timer.clear(timer); trace("end"); }, 20);
		`);
		assert.equal(output, "fired end");
	});

	it("are gone after they fired once: scheduling them throws, as on a chip", async () => {
		const output = await printed(`
			const timer = Timer.set(() => {}, 1);
			Timer.set(() => trace(attempt(() => Timer.schedule(timer, 1))), 20);
		`);
		assert.equal(output, "TypeError");
	});

	it("are gone even if their callback schedules them, unless it asks for a repeat, as on a chip", async () => {
		const output = await printed(`
			let calls = 0;
			const gone = Timer.set((timer) => { calls++; Timer.schedule(timer, 5); }, 1);
			let left = 3;
			const kept = Timer.set((timer) => { if (--left) Timer.schedule(timer, 5, 5); else Timer.clear(timer); }, 1);
			Timer.set(() => trace(calls, " ", left, " ", attempt(() => Timer.schedule(gone, 1))), 60);
		`);
		assert.equal(output, "1 0 TypeError");
	});

	it("stop when scheduled without a time, also in their callback, and can be scheduled again", async () => {
		const output = await printed(`
			let calls = 0;
			const timer = Timer.repeat(() => { calls++; Timer.schedule(timer); }, 5);
			Timer.set(() => { trace(calls, " "); Timer.schedule(timer, 5, 1000); }, 40);
			Timer.set(() => { trace(calls); Timer.clear(timer); }, 80);
		`);
		assert.equal(output, "1 2");
	});

	it("do not keep a device running while they are not scheduled", async () => {
		assert.equal(await printed("const timer = Timer.repeat(() => {}, 5); Timer.schedule(timer); trace('end');"), "end");
	});

	it("do not fire in the round in which they were created", async () => {
		const output = await printed(`
			Timer.set(() => {
				let turn = true;
				Timer.set(() => trace(turn ? "same " : "later "), 0);
				Promise.resolve().then(() => { turn = false; });
			}, 0);
		`);
		assert.equal(output, "later ");
	});

	it("survive collections without a reference from the app", async () => {
		const output = await printed(`
			const make = () => { const text = "kept " + 1; Timer.set(() => trace(text), 30); };
			make();
			Timer.set(() => { probe.collect(); for (let i = 0; i < 3000; i++) ({ i }); probe.collect(); }, 1);
		`);
		assert.equal(output, "kept 1");
	});

	it("exist as setTimeout and setInterval too, which pass no argument", async () => {
		const output = await printed(`
			setTimeout((...all) => trace("timeout ", all.length, " "), 1);
			clearTimeout(setTimeout(() => trace("never "), 1));
			let left = 2;
			const interval = setInterval(() => { trace("interval "); if (!--left) clearInterval(interval); }, 20);
		`);
		assert.equal(output, "timeout 0 interval interval ");
	});

	it("require a function", async () => {
		assert.equal(
			await printed("trace(attempt(() => Timer.set(1, 1)), attempt(() => Timer.schedule({}, 1)));"),
			"TypeErrorTypeError",
		);
	});
});

describe("Time in the simulator", () => {
	before(compiled);

	it("counts milliseconds in signed 32 bits, from the configured start", async () => {
		const output = await printed(
			`
			const start = Time.ticks;
			Timer.set(() => {
				const end = Time.ticks;
				trace(start > 2147483000, " ", end < -2147480000, " ", Time.delta(start, end) >= 100, " ", Time.delta(start) < 5000, " ", Time.delta(end, start) < 0);
			}, 100);
		`,
			{ firstTick: 0x7fffffff - 50 },
		);
		assert.equal(output, "true true true true true");
	});

	it("wraps half a minute after the start by default", async () => {
		assert.equal(await printed("trace(2 ** 31 - Time.ticks > 29_000, 2 ** 31 - Time.ticks <= 30_000);"), "truetrue");
	});

	it("lets timers fire on time across the wrap", async () => {
		const output = await printed(
			`
			const start = Time.microseconds;
			let left = 4;
			const timer = Timer.repeat(() => { if (--left) return; Timer.clear(timer); trace(Time.microseconds - start >= 120_000, " ", Time.ticks < 0); }, 30);
		`,
			{ firstTick: 0x7fffffff - 45 },
		);
		assert.equal(output, "true true");
	});
});

describe("The resolver in the simulator", () => {
	before(compiled);

	const resolver = `import Resolver from "embedded:network/dns/resolver/udp"; import UDP from "embedded:io/socket/udp";
		const resolver = new Resolver({ servers: ["1.1.1.1"], socket: { io: UDP } });`;

	it("returns a dotted address unchanged, asynchronously", async () => {
		const output = await printed(`${resolver}
			resolver.resolve({ host: "10.1.2.3", onResolved(host, address) { trace(host, " ", address, " ", this === resolver); } });
			trace("first ");
		`);
		assert.equal(output, "first 10.1.2.3 10.1.2.3 true");
	});

	it("reports one address, as the SDK's does; that of mote-mqtt/resolver reports all, IPv4 first", async () => {
		const output = await printed(
			`${resolver}
			import Network from "mote-mqtt/resolver";
			function onResolved(...all) { trace(all.length, " ", all.join(" "), "|"); }
			resolver.resolve({ host: "both.test", onResolved });
			new Network().resolve({ host: "both.test", onResolved });
			new Network().resolve({ host: "six.test", onResolved });
			new Network().resolve({ host: "::2", onResolved });
		`,
			{ env: naming(), manifest: { include } },
		);
		assert.deepEqual(
			output.split("|").sort(),
			[
				"",
				"2 both.test 127.0.0.1",
				"3 ::2 ::2 ::2",
				"3 both.test 127.0.0.1 127.0.0.1,::1",
				"3 six.test ::1 ::1",
			].sort(),
		);
	});

	it("resolves names without blocking, and is not collected meanwhile", async () => {
		const output = await printed(`${resolver}
			const ask = (host) => new Resolver({ servers: [] }).resolve({ host, onResolved: (name, address) => trace(name, " ", address, "|"), onError: (name) => trace(name, " fails|") });
			ask("local" + "host");
			probe.collect();
			trace("first|");
		`);
		assert.equal(output, "first|localhost 127.0.0.1|");
	});

	it("reports names that do not exist", async () => {
		const output = await printed(`${resolver}
			resolver.resolve({ host: "no such.invalid", onResolved: () => trace("resolved"), onError(...all) { trace("error ", all.join(), " ", this === resolver); } });
		`);
		assert.equal(output, "error no such.invalid true");
	}).timeout(60_000);

	it("does not call back after close(), and requires a host and a callback", async () => {
		const output = await printed(`${resolver}
			const fail = () => trace("called");
			resolver.resolve({ host: "no such.invalid", onResolved: fail, onError: fail });
			resolver.resolve({ host: "127.0.0.1", onResolved: fail, onError: fail });
			trace(attempt(() => resolver.resolve({ host: "a" })), attempt(() => resolver.resolve({ onError: fail })), attempt(() => new Resolver({})));
			resolver.close();
			resolver.close();
			trace(attempt(() => resolver.resolve({ host: "127.0.0.1", onResolved: fail })));
		`);
		assert.equal(output, "ErrorErrorTypeErrorError");
	});

	it("continues with other requests when a callback closes or starts one", async () => {
		const output = await printed(`${resolver}
			resolver.resolve({ host: "1.1.1.1", onResolved() {
				trace("one ");
				this.resolve({ host: "3.3.3.3", onResolved() { trace("three "); this.close(); } });
			} });
			resolver.resolve({ host: "2.2.2.2", onResolved() { trace("two "); } });
		`);
		assert.equal(output, "one two three ");
	});

	it("has a UDP class to pass, which opens nothing", async () => {
		assert.equal(
			await printed(`import UDP from "embedded:io/socket/udp"; trace(attempt(() => new UDP({})));`),
			"Error",
		);
	});
});
