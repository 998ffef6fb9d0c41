// No circular imports, not even through several files, so that a reader of one file has to know only those below it.
// Imports of types count in TypeScript; in the simulator's C, a header counts as the file of its name.
import { deepEqual, equal, match } from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const root = fileURLToPath(new URL("..", import.meta.url));

/** All files below a folder whose names end with `end`, by their paths in the project. */
function files(folder, end) {
	const names = readdirSync(join(root, folder), { recursive: true });
	return names.filter((name) => end.test(name)).map((name) => join(folder, name));
}

const read = (path) => readFileSync(join(root, path), "utf8");

/** The project's files that a TypeScript file imports, including types. */
function imports(path, text = read(path)) {
	const { options } = ts.convertCompilerOptionsFromJson(JSON.parse(read("tsconfig.json")).compilerOptions, root);
	const names = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
	return names.flatMap((name) => {
		const own = options.paths[name]?.[0] ?? (name.startsWith(".") && join(dirname(path), name.replace(/\.js$/, ".ts")));
		return own ? [join(own)] : [];
	});
}

/** The project's headers that a C file includes, without extension. */
function includes(path) {
	const names = Array.from(read(path).matchAll(/^#include "(.*)\.h"/gm), ([, name]) => name);
	return names
		.flatMap((name) => [join("hosts/simulator", name), join("hosts/moddable/sleep", name), join(dirname(path), name)])
		.filter((name) => existsSync(join(root, `${name}.h`)));
}

/** Finds one circle in a map from each name to those that it needs. */
function circle(needs) {
	const done = new Set();
	const visit = (name, path) => {
		const start = path.indexOf(name);
		if (start >= 0) return [...path.slice(start), name].join(" > ");
		if (done.has(name)) return;
		for (const next of needs.get(name) ?? []) {
			const found = visit(next, [...path, name]);
			if (found) return found;
		}
		done.add(name);
	};
	for (const name of needs.keys()) {
		const found = visit(name, []);
		if (found) return found;
	}
}

const graph = (folder) => new Map(files(folder, /(?<!\.d)\.ts$/).map((path) => [path, imports(path)]));

describe("Circles", () => {
	it("are found, also among more than two files", () => {
		const needs = (text) => new Map(text.split(" ").map(([name, ...others]) => [name, others]));
		equal(circle(needs("abc bc c")), undefined);
		equal(circle(needs("ab bc cd db")), "b > c > d > b");
	});

	it("are found through imports of types and through re-exports", () => {
		const text = `import type { A } from "./a.js"; export { b } from "./b.js"; type C = import("./c.js").C; import "mote-mqtt";`;
		deepEqual(imports("src/x.ts", text).sort(), ["src/a.ts", "src/b.ts", "src/c.ts", "src/mqtt311/mote-mqtt.ts"]);
	});

	it("do not exist in src", () => {
		equal(circle(graph("src")), undefined);
	});

	it("do not exist in the TypeScript files of hosts", () => {
		equal(circle(graph("hosts")), undefined);
	});

	it("do not exist in the simulator's C files", () => {
		const needs = new Map();
		for (const path of [...files("hosts/simulator", /\.[ch]$/), ...files("hosts/moddable", /\.[ch]$/)]) {
			const name = path.replace(/\.[ch]$/, "");
			const others = includes(path).filter((other) => other !== name);
			needs.set(name, [...(needs.get(name) ?? []), ...others]);
		}
		match(String(needs.get("hosts/simulator/flash/build-flash")), /compile-module/);
		equal(circle(needs), undefined);
	});
});

describe("A file of ours", () => {
	it("has no more than 400 lines", () => {
		for (const path of [...files("src", /\.ts$/), ...files("hosts", /(\.ts|\.[ch])$/)]) {
			const lines = read(path).split("\n").length - 1;
			equal(lines <= 400, true, `${path} has ${lines}`);
		}
	});
});

describe("Layers", () => {
	it("src never imports from hosts", () => {
		for (const [path, others] of graph("src")) {
			const outside = others.filter((other) => !resolve(root, other).startsWith(join(root, "src")));
			deepEqual(outside, [], path);
		}
	});

	it("a folder of src imports only from those below it, and neither version imports the other", () => {
		const order = ["wire", "session", "connection", "client", "mqtt311", "mqtt5", "parts"];
		const folder = (path) => path.split("/")[1];
		// Every folder may import these: the types of a host, and reasons. They import only reason codes.
		const known = /^src\/(host|reason)\.ts$/;
		for (const [path, others] of graph("src")) {
			if (known.test(path))
				deepEqual(
					others.filter((other) => other !== "src/wire/reason-code.ts"),
					[],
					path,
				);
			else
				for (const other of others.filter((each) => !known.test(each))) {
					equal(order.indexOf(folder(other)) <= order.indexOf(folder(path)), true, `${path} imports ${other}`);
					equal(folder(path) === "mqtt5" && folder(other) === "mqtt311", false, `${path} imports ${other}`);
				}
		}
	});

	it("a header of the simulator declares only what the file of its name defines", () => {
		for (const path of files("hosts/simulator", /\.h$/)) {
			const source = path.replace(/h$/, "c");
			// Some headers belong to the engine's platform, or to a layer that may be left out.
			if (!existsSync(join(root, source))) continue;
			for (const [, name] of read(path).matchAll(/^extern [^;(]*?(\w+)(?:\(|;)/gm))
				match(read(source), new RegExp(`^(?!extern )\\w.*\\b${name}\\b`, "m"), `${path}: ${name}`);
		}
	});

	it("no C file of the simulator declares what another one defines, because a header does", () => {
		for (const path of files("hosts/simulator", /\.c$/)) {
			const declared = Array.from(read(path).matchAll(/^extern .*?(\w+)\(/gm), ([, name]) => name);
			// Except the engine's functions, and those that a chip's linker would find by name.
			deepEqual(
				declared.filter((name) => !/^(fx|xs_mote_)/.test(name)),
				[],
				path,
			);
		}
	});
});
