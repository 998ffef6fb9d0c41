import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { app, byteCode, compiled, folder, run, SimulatorError, simulate, simulateToEnd } from "./app.js";

const launcher = fileURLToPath(new URL("../../../dist/simulator/simulate.js", import.meta.url));

async function output(files, options) {
	const { code, stdout, stderr } = await simulateToEnd(join(folder(files), "manifest.json"), options);
	assert.equal(code, 0, stderr);
	return stdout;
}

const refuses = (files, pattern, options) =>
	assert.rejects(simulateToEnd(join(folder(files), "manifest.json"), options), (error) => {
		assert.ok(error instanceof SimulatorError, String(error));
		assert.match(error.message, pattern);
		return true;
	});

describe("A manifest", () => {
	before(compiled);

	it("lists modules by specifier, with and without stars", async () => {
		const main = `
			import a from "a"; import b from "deep/b"; import c from "c"; import d from "dir/d"; import e from "./e.js"; import f from "dir/f";
			trace(a, b, c, d, e, f);`;
		const module = (name) => `export default "${name}";`;
		const stdout = await output({
			"manifest.json": {
				modules: {
					"*": ["./main", "./lib/c", "./many/*"],
					a: "./lib/a",
					"deep/b": ["./lib/b.js"],
					"dir/*": ["./dir/*"],
				},
			},
			"main.js": main,
			"lib/a.js": module("a"),
			"lib/b.js": module("b"),
			"lib/c.js": module("c"),
			"dir/d.js": `import f from "./f"; export default "d" + f;`,
			"dir/f.js": module("f"),
			"dir/notes.txt": "",
			"many/e.mjs": module("e"),
		});
		assert.equal(stdout, "abcdfef");
	});

	it("resolves a relative specifier from the one that imports it", async () => {
		const stdout = await output({
			"manifest.json": { modules: { "*": "./main", "a/b": "./x", "a/c/d": "./y", top: "./z" } },
			"main.js": 'import "a/b";',
			"x.js": 'import d from "./c/d"; import top from "../top.js"; trace(d, top);',
			"y.js": 'import top from "../../top"; export default "d of " + top + " ";',
			"z.js": 'export default "top";',
		});
		assert.equal(stdout, "d of top top");
	});

	it("includes others, found from where it is, once each; skips the platform's own", async () => {
		const stdout = await output({
			"manifest.json": {
				build: { LIB: "./lib" },
				include: ["$(MODDABLE)/examples/manifest_base.json", "$(LIB)/manifest.json", "./other/manifest.json"],
				modules: { "*": "./main", x: "$(MODULES)/x" },
				config: { c: 3 },
			},
			"main.js": 'import lib from "lib"; import config from "mc/config"; trace(lib, config.a, config.b.d, config.c);',
			"lib/manifest.json": { include: "../other/manifest.json", modules: { lib: "./lib" }, config: { a: 1, c: 1 } },
			"lib/lib.js": 'export default "lib ";',
			"other/manifest.json": { include: "../lib/manifest.json", config: { b: { d: 1 }, c: 2 } },
		});
		assert.equal(stdout, "lib 113");
	});

	it("may say other things for this platform, or for any other", async () => {
		const files = { "main.js": 'import config from "mc/config"; trace(config.on);' };
		const modules = { "*": "./main" };
		const any = { "...": { config: { on: "any" } }, esp: { config: { on: "esp" } } };
		assert.equal(await output({ ...files, "manifest.json": { modules, platforms: any } }), "any");
		assert.equal(
			await output({ ...files, "manifest.json": { modules, platforms: { ...any, mote: { config: { on: "mote" } } } } }),
			"mote",
		);
	});

	it("preloads into flash what it lists: bodies have run, and nothing can be written", async () => {
		const files = {
			"main.js": `
				import { list, table } from "lib/values";
				const attempt = (what) => { try { return what(); } catch (error) { return error.name; } };
				trace(attempt(() => { table.set("b", 2); return "set"; }), " ", attempt(() => (list[0] = 5)), " ", table.get("a"));`,
			"values.js": 'export const table = new Map([["a", 1]]), list = new Uint8Array([1, 2]);',
		};
		const modules = { "*": "./main", "lib/values": "./values" };
		assert.equal(await output({ ...files, "manifest.json": { modules } }), "set 5 1");
		assert.equal(await output({ ...files, "manifest.json": { modules, preload: "lib/*" } }), "TypeError TypeError 1");
	});

	it("keeps code and strings out of the device's memory, preloaded or not", async () => {
		const main = (text) =>
			`import probe from "simulator:probe"; const f = () => "${text}"; trace(probe.usedChunkBytes());`;
		assert.equal((await run(main("x".repeat(5000)))).stdout, "0");
	});

	it("is overridden by settings from outside, which the app finds in its configuration", async () => {
		const main =
			'import config from "mc/config"; trace(Object.keys(config).join(), config.host, config.port + 1, config.deep.x, config.tls); try { config.a = 1; } catch { trace(" frozen"); }';
		const { stdout } = await run(main, {
			manifest: { config: { host: "a", port: 1883, deep: { x: 1 } } },
			config: { host: "b", tls: true },
		});
		assert.equal(stdout, "host,port,deep,tlsb18841true frozen");
	});

	it("names a file that is not there", async () => {
		await assert.rejects(simulate("/nowhere/manifest.json"), /\/nowhere\/manifest\.json: cannot be read/);
		await refuses(
			{ "manifest.json": { modules: { main: "./main" } } },
			/lists .*main\.js, but neither this file nor main\.ts exists/,
		);
		await refuses(
			{ "manifest.json": { include: "./a/manifest.json" } },
			/includes .*a\/manifest\.json, which cannot be read/,
		);
		await refuses({ "manifest.json": { modules: { "*": "./none/*" } } }, /no such folder exists/);
	});

	it("names what is wrong in it", async () => {
		await refuses({ "manifest.json": "{ nonsense" }, /manifest\.json: .*JSON/);
		await refuses({ "manifest.json": "[]" }, /expected a JSON object/);
		await refuses({ "manifest.json": {} }, /no manifest lists the module "main"/);
		await refuses({ "manifest.json": { include: "$(NOWHERE)/x.json" } }, /\$\(NOWHERE\) is set neither/);
		await refuses(
			{ "manifest.json": { modules: { main: "./main" }, creation: { stack: "many" } }, "main.js": "" },
			/"creation\.stack": expected a whole number from 0 to \d+, got "many"/,
		);
	});

	it("must leave room in the memory for what it reserves", async () => {
		const { code, stderr } = await run("", { static: 8000 });
		assert.equal(code, 2);
		assert.match(stderr, /chunk\.initial, heap\.initial and stack take \d+ bytes, but static is 8000/);
	});

	it("has to list what is imported: the message says who imports it", async () => {
		const { code, stderr } = await run('import x from "nothing/here";');
		assert.equal(code, 1);
		assert.match(stderr, /ReferenceError: main imports "nothing\/here", which no manifest lists/);
	});

	it("that lists what only the SDK has is told from one that does not list it", async () => {
		const { stderr } = await run('import "url";', { manifest: { modules: { url: "$(MODULES)/data/url/url" } } });
		assert.match(stderr, /main imports "url", a module of the SDK that the simulator does not have/);
	});

	it("can take a module back that another one lists, as with mcconfig", async () => {
		const stdout = await output({
			"manifest.json": { include: ["./theirs/manifest.json", "./ours/manifest.json"], modules: { "*": "./main" } },
			"main.js": 'import a from "a"; import b from "b"; trace(a, b);',
			"theirs/manifest.json": { modules: { a: "./a", b: "./b" } },
			"theirs/a.js": 'export default "their a ";',
			"theirs/b.js": 'export default "their b";',
			"ours/manifest.json": { modules: { "~": "../theirs/a", a: "./a", b: "./a" } },
			"ours/a.js": 'export default "our a ";',
		});
		assert.equal(stdout, "our a their b");
	});

	it("has a syntax error named with file and line", async () => {
		const { code, stderr } = await run("const a = 1;\nconst b = ;\n");
		assert.equal(code, 1);
		assert.match(stderr, /\/main\.js:2: missing expression\n/);
	});

	it("has a failure while preloading named with its module", async () => {
		const { code, stderr } = await run('import "lib";', {
			manifest: { modules: { lib: "./lib" }, preload: "lib" },
			files: { "lib.js": "\nthrow new Error('no');" },
		});
		assert.equal(code, 1);
		assert.match(stderr, /device: preloading lib: Error: no\n/);
	});

	it("has the bytes of code of its modules listed, the same for both widths", async () => {
		const path = app('import "lib";', { modules: { lib: "./lib" } }, { "lib.js": "export const f = (a) => a + 1;" });
		const sizes = await byteCode(path);
		assert.deepEqual(Object.keys(sizes).sort(), ["lib", "main", "mc/config"]);
		assert.ok(sizes.lib > sizes.main && sizes.lib < 200, JSON.stringify(sizes));
		const asked = await run('import probe from "simulator:probe"; import "lib"; trace(probe.byteCode("lib"));', {
			manifest: { modules: { lib: "./lib" } },
			files: { "lib.js": "export const f = (a) => a + 1;" },
		});
		assert.equal(Number(asked.stdout), sizes.lib);
	});
});

describe("The command mote-simulate", () => {
	before(compiled);

	const command = (...args) => spawnSync(process.execPath, [launcher, ...args], { encoding: "utf8" });

	it("runs a manifest with settings, and ends with the device's code", () => {
		const main = `import config from "mc/config"; import probe from "simulator:probe"; trace(config.a, typeof config.b, config.c); probe.exit(9);`;
		const { status, stdout, stderr } = command(app(main, { config: { c: 1 } }), "a=x=y", "b=5");
		assert.equal(stdout, "x=ystring1");
		assert.equal(status, 9, stderr);
	});

	it("takes options", () => {
		const main = `import probe from "simulator:probe"; trace(probe.memoryBytes() / probe.slotSize() * 16);`;
		const { stdout, stderr } = command(app(main), "--static", "40000", "--figures", "--bits", "64");
		assert.equal(stdout, "40000");
		assert.match(stderr, /^\{"slots": \d+, .*\}$/m);
	});

	it("prints the figures and writes the report of an app that is stopped", async () => {
		const report = join(folder({}), "report.json");
		const words = ["--figures", "--report", report, app(`trace("on\\n"); setInterval(() => {}, 1000);`)];
		const child = spawn(process.execPath, [launcher, ...words], { stdio: ["ignore", "pipe", "pipe"] });
		let stderr = "";
		child.stderr.setEncoding("utf8").on("data", (text) => {
			stderr += text;
		});
		await once(child.stdout, "data");
		child.kill("SIGINT");
		const [code] = await once(child, "close");
		assert.equal(code, 130);
		assert.match(stderr, /^\{"slots": \d+, .*\}$/m);
		assert.deepEqual(JSON.parse(readFileSync(report, "utf8")).connections, []);
	});

	it("lists bytes of code as JSON", () => {
		const text = execFileSync(process.execPath, [launcher, "--byte-code", app("trace(1);")], { encoding: "utf8" });
		assert.ok(JSON.parse(text).main > 10);
	});

	it("says what is wrong in one line", () => {
		for (const [args, pattern, code] of [
			[["/nowhere.json"], /^mote-simulate: \/nowhere\.json: cannot be read\n$/, 1],
			[["--bits", "16", app("")], /^mote-simulate: bits: expected 32 or 64, got 16\n$/, 2],
			[["--send-buffer", "63", app("")], /^mote-simulate: send buffer: expected .*\n$/, 2],
			[["--static", "much", app("")], /^mote-simulate: --static: expected a whole number, got "much"\n$/, 2],
			[
				["--static", "4000000000", app("")],
				/^mote-simulate: static: expected 1 to 268435456 bytes, got 4000000000\n$/,
				2,
			],
			[["--loss", "100", app("")], /^mote-simulate: loss: expected 0 to 90 percent, got 100\n$/, 2],
			[["--nonsense", app("")], /^mote-simulate: Unknown option '--nonsense'; see mote-simulate --help\n$/, 2],
			[[app(""), "nonsense"], /^mote-simulate: nonsense: expected key=value\n$/, 2],
			[[], /^mote-simulate: the app's manifest is missing: mote-simulate path\/to\/manifest\.json; .*\n$/, 2],
		]) {
			const { status, stderr } = command(...args);
			assert.match(stderr, pattern);
			assert.equal(status, code, stderr);
		}
	});

	it("says what to install when there is no compiler", async () => {
		const env = { ...process.env, CC: "no-such-compiler", MOTE_CACHE: folder({}) };
		await assert.rejects(simulate(app(""), { env }), /no C compiler "no-such-compiler".*apt install gcc/);
	});
});
