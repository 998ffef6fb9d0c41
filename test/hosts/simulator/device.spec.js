import assert from "node:assert/strict";
import { once } from "node:events";
import { app, compiled, run, simulate, widths } from "./app.js";

describe("A simulated device", () => {
	before(compiled);

	it("traces strings and numbers unchanged, without a line end", async () => {
		const { code, stdout } = await run(
			`trace("a", 1, " ", -2.5, " ", true, " ", null, " ", undefined, "\\n"); trace("b");`,
		);
		assert.equal(stdout, "a1 -2.5 true null undefined\nb");
		assert.equal(code, 0);
	});

	it("prints what it is at boot, once", async () => {
		const { stderr } = await run("");
		assert.equal(
			stderr,
			"device: XS 13.3, 64-bit, 32768 bytes as on the chip (65536 here: slots are twice as large)\n",
		);
	});

	it("ends when nothing is left to do", async () => {
		const { code, stdout } = await run(`
			import Timer from "timer";
			Timer.set(() => { trace("timer\\n"); Promise.resolve().then(() => trace("promise\\n")); }, 1);
			trace("main\\n");
		`);
		assert.equal(stdout, "main\ntimer\npromise\n");
		assert.equal(code, 0);
	});

	it("calls the main module's default export, as the SDK does", async () => {
		const { stdout } = await run(`export default function () { trace("called"); }`);
		assert.equal(stdout, "called");
	});

	it("has different random numbers in each run", async () => {
		const main = "trace(Math.random());";
		assert.notEqual((await run(main)).stdout, (await run(main)).stdout);
	});

	it("has no console and no module system of Node.js", async () => {
		const { stdout } = await run(
			"trace(typeof console, ' ', typeof require, ' ', typeof process, ' ', typeof natives);",
		);
		assert.equal(stdout, "undefined undefined undefined undefined");
	});

	it("has the XS extras and newer language features", async () => {
		const { stdout } = await run(`
			const buffer = new ArrayBuffer(4, { maxByteLength: 8 });
			const view = new Uint8Array(buffer);
			buffer.resize(6);
			trace(view.length, " ", String.fromArrayBuffer(ArrayBuffer.fromString("héllo")), " ");
			trace(JSON.stringify({ a: [1, 2n < 3] }), " ", [..."ab"].join("-"), " ", new Map([[1, 2]]).get(1));
		`);
		assert.equal(stdout, '6 héllo {"a":[1,true]} a-b 2');
	});

	it("ends with an uncaught exception's message, name and line", async () => {
		const { code, stderr } = await run(`
			import Timer from "timer";
			const fail = () => {
				throw new RangeError("too far");
			};
			Timer.set(() => {
				fail();
			}, 1);
		`);
		assert.equal(code, 1);
		assert.match(stderr, /^device: uncaught exception: RangeError: too far\n {4}at main:4\n {4}at main:7$/m);
	});

	it("reports the line also where the engine throws", async () => {
		const { code, stderr } = await run("const nothing = undefined;\n\n\nnothing.at;");
		assert.equal(code, 1);
		assert.match(stderr, /uncaught exception: TypeError: .*\n {4}at main:4\n/);
	});

	it("ends with a thrown value that is not an Error", async () => {
		const { code, stderr } = await run("throw 'a text';");
		assert.equal(code, 1);
		assert.match(stderr, /^device: uncaught exception: a text$/m);
	});

	it("ends when a rejected promise is not handled", async () => {
		const { code, stderr } = await run(`(async () => { throw new Error("unheard"); })();`);
		assert.equal(code, 1);
		assert.match(stderr, /^device: unhandled rejection: Error: unheard$/m);
	});

	it("continues when a rejected promise is handled in the same turn", async () => {
		const { code, stdout } = await run(`
			const promise = Promise.reject(new Error("heard"));
			Promise.resolve().then(() => promise.catch((error) => trace(error.message)));
		`);
		assert.equal(stdout, "heard");
		assert.equal(code, 0);
	});

	it("ends out of memory when slots run out", async () => {
		const { code, stderr } = await run("let last; for (;;) last = { last };");
		assert.equal(code, 3);
		assert.match(stderr, /^device: out of memory: no room for 64 more slots \(in use: \d+ slots of 32 bytes, /m);
	});

	it("ends out of memory when chunks run out", async () => {
		const { code, stderr } = await run("const all = []; for (;;) all.push(new ArrayBuffer(1000));");
		assert.equal(code, 3);
		assert.match(stderr, /^device: out of memory: no room for \d+ more bytes of chunks/m);
	});

	it("has the slots of the chip, whatever the width", async () => {
		const counts = [];
		for (const bits of await widths()) {
			const { stdout, stderr, code } = await run(
				`
				import probe from "simulator:probe";
				globalThis.keep = undefined;
				for (let i = 0; i < 700; i++) globalThis.keep = { keep: globalThis.keep };
				trace(probe.memoryBytes() / probe.slotSize());
			`,
				{ bits },
			);
			assert.equal(code, 0, stderr);
			counts.push(stdout);
		}
		assert.ok(counts.every((count) => count === "2048"));
	});

	it("has the configured memory", async () => {
		const main = "let last; for (let i = 0; i < 2000; i++) last = { last }; trace('fits');";
		assert.equal((await run(main)).code, 3);
		assert.equal((await run(main, { static: 100_000 })).stdout, "fits");
		assert.equal((await run(main, { manifest: { creation: { static: 100_000 } } })).stdout, "fits");
	});

	it("ends when the engine's stack overflows", async () => {
		const { code, stderr } = await run("const down = (n) => down(n + 1) + 1; down(0);");
		assert.equal(code, 4);
		assert.match(stderr, /^device: stack overflow \(256 slots\)$/m);
	});

	it("has a stack as deep as its manifest says", async () => {
		const main = "const down = (n) => (n ? 1 + down(n - 1) : 0); trace(down(60));";
		assert.equal((await run(main)).code, 4);
		assert.equal((await run(main, { manifest: { creation: { stack: 1024 } } })).stdout, "60");
	});

	it("reports figures when it ends, if requested", async () => {
		const { stderr } = await run("", { figures: true });
		const report = JSON.parse(stderr.trimEnd().split("\n").at(-1));
		assert.deepEqual(Object.keys(report), ["slots", "chunkBytes", "peakBytes", "memoryBytes", "collections"]);
		assert.equal(report.memoryBytes, 65536);
		assert.ok(report.slots > 28 && report.slots < 100, `${report.slots}`);
	});

	it("has built-ins and preloaded modules in flash, so that an app starts with nearly all its memory", async () => {
		const main = `import probe from "simulator:probe"; trace(probe.slots(), " ", probe.chunkBytes());`;
		const [slots, chunkBytes] = (await run(main)).stdout.split(" ").map(Number);
		assert.ok(slots >= 28 && slots < 130, `${slots}`);
		assert.equal(chunkBytes, 0);
	});

	it("traces at once, also into a pipe, and ends on a signal", async () => {
		const { process, exit } = await simulate(
			app(`import Timer from "timer"; trace("started\\n"); Timer.repeat(() => {}, 1000);`),
			{
				stdio: ["ignore", "pipe", "ignore"],
			},
		);
		const [text] = await once(process.stdout, "data");
		assert.equal(String(text), "started\n");
		process.kill("SIGTERM");
		assert.equal(await exit, 143);
	});

	it("ends with the app's exit code", async () => {
		const { code, stdout } = await run(`import probe from "simulator:probe"; trace("a"); probe.exit(7); trace("b");`);
		assert.equal(code, 7);
		assert.equal(stdout, "a");
	});

	it("collects garbage, moves the rest, and continues", async () => {
		const { code, stdout, stderr } = await run(`
			import probe from "simulator:probe";
			const kept = [];
			for (let i = 0; i < 20000; i++) {
				const text = "text " + i;
				const garbage = [i];
				if (garbage[0] % 1000 === 0) kept.push({ text, bytes: new Uint8Array(i % 64).fill(i) });
			}
			trace(probe.collections() > 10, " ", kept.every((one, i) => one.text === "text " + i * 1000), " ");
			trace(kept.every((one, i) => one.bytes.every((byte) => byte === (i * 1000) % 256)), " ", probe.slots() > 20000, " ");
			probe.collect();
			trace(probe.usedSlots() < 400 || probe.usedSlots(), " ", probe.peakBytes() <= probe.memoryBytes(), " ", probe.peakSlots() >= probe.usedSlots());
		`);
		assert.equal(code, 0, stderr);
		assert.equal(stdout, "true true true true true true true");
	});
});
