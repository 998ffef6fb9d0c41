// Manifests with mistakes of every kind. Each ends with one clear line. Some changes make no mistake.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readApp } from "../../../build/hosts/simulator/launcher/manifest.js";
import { SimulatorError } from "../../../build/hosts/simulator/launcher/simulator-error.js";
import { compiled, folder, simulateToEnd } from "./app.js";

const COUNT = 2_000;

const manifest = {
	build: { LIB: "./lib", DEEP: "$(LIB)/deep" },
	include: ["$(MODDABLE)/examples/manifest_base.json", "$(LIB)/manifest.json"],
	modules: { "*": ["./main", "./lib/*"], a: "$(LIB)/a", url: "$(MODULES)/url", "~": "./lib/b" },
	resources: { "*": "./data", "b*": ["./lib/a"] },
	preload: ["a", "lib/*"],
	creation: {
		static: 32768,
		stack: 256,
		chunk: { initial: 1536, incremental: 512 },
		heap: { initial: 512, incremental: 64 },
		keys: { initial: 32, incremental: 32 },
		main: "main",
	},
	config: { host: "a", port: 1883, deep: { deeper: [1, null, "x"] } },
	platforms: { mote: { modules: { b: "./lib/b" } }, "...": { error: "not here" } },
};
const files = { "main.js": "", "lib/a.js": "", "lib/b.js": "", "lib/manifest.json": {}, "data.txt": "1" };

/** Wrong values. */
const VALUES = [
	0,
	1,
	-1,
	0.5,
	1e21,
	4294967295,
	4294967296,
	2147483648,
	true,
	null,
	"",
	"*",
	"$(LIB)",
	"$(A)",
	"$(toString)",
	"$(__proto__)",
];
VALUES.push(
	"a\tb",
	"\0",
	"./none",
	"../../..",
	".",
	"x".repeat(5_000),
	[],
	[[]],
	[1],
	{},
	{ initial: 5 },
	{ "*": 5 },
	["./main", {}],
	[null],
);
const NAMES = [
	"__proto__",
	"constructor",
	"include",
	"modules",
	"error",
	"platforms",
	"config",
	"creation",
	"build",
	"",
	"*",
	"a\nb",
	"x/../y",
];

/** A generator that repeats the same numbers. */
function generator(seed) {
	let state = seed;
	return (limit) => {
		state = (Math.imul(state, 1_103_515_245) + 12_345) | 0;
		return (state >>> 8) % limit;
	};
}

/** Changes one place of a manifest. Names are inserted as text, because some cannot be set. */
function mutate(random) {
	const copy = structuredClone(manifest);
	const places = [];
	const walk = (object) => {
		for (const name of Object.keys(object)) {
			places.push([object, name]);
			if (typeof object[name] === "object" && object[name]) walk(object[name]);
		}
	};
	walk(copy);
	const [object, name] = places[random(places.length)];
	const kind = random(4);
	if (kind === 0) delete object[name];
	else if (kind === 1) object[name] = VALUES[random(VALUES.length)];
	else if (kind === 2) object[name] = places[random(places.length)][0];
	else object[`?${random(NAMES.length)}`] = object[name];
	try {
		let text = JSON.stringify(copy);
		NAMES.forEach((each, index) => {
			text = text.replaceAll(`"?${index}"`, JSON.stringify(each));
		});
		return random(20) ? text : text.slice(0, random(text.length));
	} catch {
		return "{"; // A circle.
	}
}

describe("A manifest with a mistake", () => {
	before(compiled);

	it(`ends with one line that names the file, or is valid: ${COUNT} of them`, () => {
		const path = join(folder(files), "manifest.json");
		const random = generator(7);
		let refused = 0;
		for (let i = 0; i < COUNT; i++) {
			const text = mutate(random);
			writeFileSync(path, text);
			try {
				readApp(path);
			} catch (error) {
				refused++;
				assert.ok(error instanceof SimulatorError, `${text}\n${error.stack}`);
				assert.match(error.message, /^\/[^\n]*: [^\n]+$/, text);
				assert.ok(error.message.length < 1_500, error.message);
			}
		}
		assert.ok(refused > COUNT / 4 && refused < COUNT, `${refused}`);
		assert.equal(Object.keys(Object.prototype).length, 0);
	}).timeout(120_000);

	const says = (part, pattern) => {
		const path = join(folder({ ...files, "manifest.json": part }), "manifest.json");
		assert.throws(
			() => readApp(path),
			(error) => error instanceof SimulatorError && pattern.test(error.message) && !error.message.includes("\n"),
		);
	};
	const modules = { "*": "./main" };

	it("reports numbers that no device has", () => {
		says(
			{ modules, creation: { heap: { initial: 4294967295 } } },
			/"creation\.heap\.initial": expected a whole number from 8 to 4194304, got 4294967295$/,
		);
		says({ modules, creation: { static: 4_000_000_000 } }, /"creation\.static": expected/);
		says({ modules, creation: { chunk: 5 } }, /"creation\.chunk": expected an object, got 5$/);
	});

	it("reports names outside the manifest's folder", () => {
		says('{"config":{"__proto__":{"polluted":1}}}', /"__proto__" is not allowed as a property name$/);
		says({ modules: { a: "$(toString)" } }, /\$\(toString\) is set neither in "build" nor in the environment$/);
	});

	it("reports variables that refer to themselves, or grow too large", () => {
		says({ build: { A: "$(A)" }, include: "$(A)/x" }, /"build": A refers to itself$/);
		says({ build: { A: "$(B)", B: "x$(A)" }, include: "$(A)/x" }, /"build": A refers to itself$/);
		const build = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`V${i}`, `$(V${i + 1})`.repeat(10)]));
		says({ build: { ...build, V20: "x" }, include: "$(V0)" }, /longer than 1024 characters$/);
	});

	it("reports lists, numbers and null instead of paths", () => {
		says({ modules: { a: 5 } }, /"modules\.a": expected a path, or a list of paths, got 5$/);
		says({ modules: [] }, /"modules": expected an object, got \[\]$/);
		says(
			{ include: { git: "https://example.com/x.git" } },
			/"include": expected paths of manifests \(clone a git repository first\), got/,
		);
		says({ modules, preload: 1 }, /"preload": expected a specifier/);
		says({ modules, platforms: { mote: null } }, /"platforms\.mote": expected an object, got null$/);
	});

	it("reports folders instead of files, and files nested too deep", () => {
		says({ modules: { "*": "./lib" } }, /lists .*lib\.js, but neither this file nor lib\.ts exists$/);
		let deep = 1;
		for (let i = 0; i < 100; i++) deep = [deep];
		says({ modules, config: { deep } }, /objects are nested more than 32 deep/);
	});

	it("does not crash the device, whatever its numbers", async () => {
		const sizes = [0, 9, 100, 4_194_304, 268_435_456];
		const random = generator(11);
		for (let i = 0; i < 16; i++) {
			const number = (most) => Math.min(sizes[random(sizes.length)], most);
			const creation = {
				static: random(2) ? 32_768 : number(268_435_456),
				stack: random(2) ? 256 : number(1_048_576),
				chunk: { initial: random(2) ? 1_536 : number(268_435_456), incremental: number(268_435_456) },
				heap: { initial: random(2) ? 512 : number(4_194_304) || 8, incremental: number(4_194_304) },
				keys: { initial: random(2) ? 32 : number(32_768), incremental: number(32_768) },
			};
			const path = join(folder({ ...files, "manifest.json": { modules, creation } }), "manifest.json");
			const { code, stderr } = await simulateToEnd(path);
			assert.ok(code <= 4, `${JSON.stringify(creation)} ends with ${code}\n${stderr}`);
		}
	}).timeout(300_000);
});
