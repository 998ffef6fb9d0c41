// What an app is made of, from its manifest and those it includes: the part of the Moddable SDK's format that a device without a
// screen needs.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, extname, join, parse, resolve } from "node:path";

/** A mistake of the app's or of the user's: its message says what to do, its stack is of no interest. */
export class SimulatorError extends Error {
	override name = "SimulatorError";
}

export interface Creation {
	static: number;
	chunk: { initial: number; incremental: number };
	heap: { initial: number; incremental: number };
	stack: number;
	keys: { initial: number; incremental: number };
	main: string;
}

export interface App {
	/** Specifier to file. */
	modules: Map<string, string>;
	/** Name to file. */
	resources: Map<string, string>;
	preload: Set<string>;
	creation: Creation;
	config: Record<string, unknown>;
}

type Strings = string | string[];

interface Part {
	include?: Strings;
	modules?: Record<string, Strings>;
	resources?: Record<string, Strings>;
	preload?: Strings;
	creation?: Record<string, unknown>;
	config?: Record<string, unknown>;
	error?: string;
}

interface Manifest extends Part {
	build?: Record<string, string>;
	platforms?: Record<string, Part>;
}

/** An ESP8266, which has the least. */
const defaults: Creation = {
	static: 32768,
	chunk: { initial: 1536, incremental: 512 },
	heap: { initial: 512, incremental: 64 },
	stack: 256,
	keys: { initial: 32, incremental: 32 },
	main: "main",
};

const list = (strings: Strings | undefined): string[] => (strings === undefined ? [] : [strings].flat());

const isObject = (value: unknown): value is Record<string, unknown> =>
	typeof value === "object" && value !== null && !Array.isArray(value);

const merge = (into: Record<string, unknown>, from: Record<string, unknown>): void => {
	for (const [key, value] of Object.entries(from)) {
		const present = into[key];
		if (isObject(present) && isObject(value)) merge(present, value);
		else into[key] = structuredClone(value);
	}
};

/** `"a/*"` and `"*"` as manifests have them: a star stands for anything. */
const matcher = (pattern: string): RegExp =>
	new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*")}$`);

/** What mcconfig does not take for a resource, without a word. */
const SOURCES = /\.(c|cc|cpp|h|java|js|json|m)$/;

/** What the platform itself brings along is here the simulator's own. */
const isPlatforms = (path: string): boolean => /^\$\((MODDABLE|MODULES|BUILD|COMMODETTO|CONTRIBUTED)\)/.test(path);

class Reader {
	readonly modules = new Map<string, string>();
	readonly resources = new Map<string, string>();
	readonly preloads: string[] = [];
	readonly creation = structuredClone(defaults) as unknown as Record<string, unknown>;
	readonly config: Record<string, unknown> = {};
	readonly #seen = new Set<string>();

	read(path: string, from?: string): void {
		if (this.#seen.has(path)) return;
		this.#seen.add(path);
		const manifest = this.#parse(path, from);
		const variables = manifest.build ?? {};
		this.#add(path, manifest, variables);
		const platform = manifest.platforms?.mote ?? manifest.platforms?.["..."];
		if (platform) this.#add(path, platform, variables);
	}

	#parse(path: string, from: string | undefined): Manifest {
		let text: string;
		try {
			text = readFileSync(path, "utf8");
		} catch {
			throw new SimulatorError(from ? `${from}: includes ${path}, which cannot be read` : `${path}: cannot be read`);
		}
		let manifest: unknown;
		try {
			manifest = JSON.parse(text);
		} catch (error) {
			throw new SimulatorError(`${path}: ${(error as Error).message}`);
		}
		if (!isObject(manifest)) throw new SimulatorError(`${path}: a manifest is a JSON object`);
		return manifest as Manifest;
	}

	#add(path: string, part: Part, variables: Record<string, string>): void {
		const expand = (text: string): string =>
			text.replace(/\$\(([^)]*)\)/g, (whole, name: string) => {
				if (isPlatforms(whole)) return whole;
				const value = variables[name] ?? process.env[name];
				if (value === undefined) throw new SimulatorError(`${path}: ${whole} is set neither in "build" nor outside`);
				return expand(value);
			});
		const locate = (text: string): string => resolve(dirname(path), expand(text));

		if (part.error) throw new SimulatorError(`${path}: ${part.error}`);
		for (const include of list(part.include)) {
			if (!isPlatforms(expand(include))) this.read(locate(include), path);
		}
		for (const [specifier, sources] of Object.entries(part.modules ?? {})) {
			if (specifier === "~") continue;
			for (const source of list(sources)) {
				if (!isPlatforms(expand(source))) this.#addModules(path, specifier, locate(source));
			}
		}
		for (const [name, sources] of Object.entries(part.resources ?? {})) {
			if (name === "~") continue;
			for (const source of list(sources)) {
				if (!isPlatforms(expand(source))) this.#addResources(path, name, locate(source));
			}
		}
		this.preloads.push(...list(part.preload));
		merge(this.creation, part.creation ?? {});
		merge(this.config, part.config ?? {});
	}

	/** A source may leave out the extension, which the name has all the same. */
	#addResources(manifest: string, name: string, source: string): void {
		const folder = dirname(source);
		const pattern = matcher(basename(source));
		const names = existsSync(folder) ? readdirSync(folder).sort() : [];
		const all = names.filter((each) => pattern.test(each) || pattern.test(parse(each).name));
		const files = all.filter((each) => !SOURCES.test(each));
		if (!all.length) throw new SimulatorError(`${manifest}: lists the resource ${source}, but there is no such file`);
		if (!files.length)
			throw new SimulatorError(`${manifest}: the SDK takes no resource for ${all}; give it another extension`);
		for (const file of files)
			this.resources.set(name.endsWith("*") ? name.slice(0, -1) + file : name + extname(file), join(folder, file));
	}

	#addModules(manifest: string, specifier: string, source: string): void {
		if (!specifier.endsWith("*")) {
			this.modules.set(specifier, find(manifest, source));
			return;
		}
		const prefix = specifier.slice(0, -1);
		if (basename(source) !== "*") {
			const file = find(manifest, source);
			this.modules.set(prefix + basename(source).replace(/\.m?js$/, ""), file);
			return;
		}
		const folder = dirname(source);
		if (!existsSync(folder)) throw new SimulatorError(`${manifest}: lists ${source}, but there is no such folder`);
		for (const name of readdirSync(folder).sort()) {
			if (/\.m?js$/.test(name)) this.modules.set(prefix + name.replace(/\.m?js$/, ""), join(folder, name));
		}
	}
}

const find = (manifest: string, source: string): string => {
	for (const extension of [".js", ".mjs", ""]) {
		const file = source + extension;
		if ((extension || /\.m?js$/.test(source)) && existsSync(file)) return file;
	}
	if (existsSync(`${source}.ts`)) {
		throw new SimulatorError(
			`${manifest}: ${source}.ts is TypeScript. Compile it first: the simulator runs ${source}.js`,
		);
	}
	throw new SimulatorError(`${manifest}: lists ${source}.js, but there is no such file`);
};

const checkCreation = (path: string, creation: Creation): void => {
	const { chunk, heap, keys } = creation;
	const numbers: Record<string, unknown> = {
		static: creation.static,
		stack: creation.stack,
		"chunk.initial": chunk.initial,
		"chunk.incremental": chunk.incremental,
		"heap.initial": heap.initial,
		"heap.incremental": heap.incremental,
		"keys.initial": keys.initial,
		"keys.incremental": keys.incremental,
	};
	for (const [name, value] of Object.entries(numbers)) {
		if (typeof value !== "number" || !Number.isInteger(value) || value < 0) {
			throw new SimulatorError(
				`${path}: "creation": ${name} is ${JSON.stringify(value)}, not a number of bytes or slots`,
			);
		}
	}
	if (typeof creation.main !== "string") throw new SimulatorError(`${path}: "creation": main is no specifier`);
};

/** Reads a manifest and what it includes. */
export function readApp(path: string, overrides: { config?: Record<string, unknown>; static?: number } = {}): App {
	const reader = new Reader();
	const top = resolve(path);
	reader.read(top);
	merge(reader.config, overrides.config ?? {});
	const creation = reader.creation as unknown as Creation;
	// The SDK's own simulators have no fixed memory and say so with 0.
	if (!creation.static) creation.static = defaults.static;
	if (overrides.static !== undefined) creation.static = overrides.static;
	checkCreation(top, creation);
	if (!reader.modules.has(creation.main)) {
		throw new SimulatorError(`${top}: no manifest lists the module "${creation.main}", which the device starts with`);
	}
	const patterns = reader.preloads.map(matcher);
	const preload = new Set([...reader.modules.keys()].filter((name) => patterns.some((pattern) => pattern.test(name))));
	return { modules: reader.modules, resources: reader.resources, preload, creation, config: reader.config };
}
