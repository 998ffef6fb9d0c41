// Reads an app's manifest and the manifests that it includes. Supports the part of the Moddable SDK's format that a
// device without a screen needs.

import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, extname, join, parse, resolve } from "node:path";
import { checkCreation, checkPart, isObject, list, type Manifest, type Part, parseJSON } from "./manifest-format.js";
import { SimulatorError } from "./simulator-error.js";

export interface Creation {
	static: number;
	chunk: { initial: number; incremental: number };
	heap: { initial: number; incremental: number };
	stack: number;
	keys: { initial: number; incremental: number };
	main: string;
}

export interface App {
	/** Files by specifier. */
	modules: Map<string, string>;
	/** Files by name. */
	resources: Map<string, string>;
	preload: Set<string>;
	creation: Creation;
	config: Record<string, unknown>;
	/** Modules of the SDK that a manifest lists. The simulator has its own, or none. */
	skipped: Set<string>;
}

/** The memory of an ESP8266, which has the least of all chips. */
const defaults: Creation = {
	static: 32768,
	chunk: { initial: 1536, incremental: 512 },
	heap: { initial: 512, incremental: 64 },
	stack: 256,
	keys: { initial: 32, incremental: 32 },
	main: "main",
};

const merge = (into: Record<string, unknown>, from: Record<string, unknown>): void => {
	for (const [key, value] of Object.entries(from)) {
		const present = into[key];
		if (isObject(present) && isObject(value)) merge(present, value);
		else into[key] = structuredClone(value);
	}
};

/** A pattern of a manifest, such as `"a/*"` or `"*"`, where a star stands for any characters. */
const matcher = (pattern: string): RegExp =>
	new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replace(/\*+/g, ".*")}$`);

/** Replaces variables of the SDK. Without an SDK, the path leads nowhere. */
const withSDK = (path: string): string =>
	path
		.replace(/^\$\(MODDABLE\)/, process.env.MODDABLE || "/")
		.replace(/^\$\(MODULES\)/, `${process.env.MODDABLE || ""}/modules`);

/** Files that mcconfig silently does not accept as resources. */
const SOURCES = /\.(c|cc|cpp|h|java|js|json|m)$/;

/** Files of the SDK. The simulator has its own in their place. */
const isPlatforms = (path: string): boolean => /^\$\((MODDABLE|MODULES|BUILD|COMMODETTO|CONTRIBUTED)\)/.test(path);

class Reader {
	readonly modules = new Map<string, string>();
	readonly resources = new Map<string, string>();
	readonly preloads: string[] = [];
	readonly creation = structuredClone(defaults) as unknown as Record<string, unknown>;
	readonly config: Record<string, unknown> = {};
	readonly skipped = new Set<string>();
	readonly #seen = new Set<string>();
	/** All listed modules, each with the manifest that lists it. */
	readonly #modules: [manifest: string, specifier: string, source: string][] = [];
	/** Files that are excluded by `"~"`, whichever manifest lists them. */
	readonly #left: RegExp[] = [];

	read(path: string, from?: string): void {
		if (this.#seen.has(path)) return;
		this.#seen.add(path);
		const manifest = this.#parse(path, from);
		this.#add(path, manifest, manifest.build ?? {});
		const platform = manifest.platforms?.mote ?? manifest.platforms?.["..."];
		if (platform) this.#add(path, platform, manifest.build ?? {});
	}

	/** Finds the files of modules. Call it after all manifests were read. */
	findModules(): void {
		for (const entry of this.#modules) this.#addModules(...entry);
	}

	#parse(path: string, from: string | undefined): Manifest {
		let text: string;
		try {
			text = readFileSync(path, "utf8");
		} catch {
			throw new SimulatorError(from ? `${from}: includes ${path}, which cannot be read` : `${path}: cannot be read`);
		}
		return parseJSON(path, text);
	}

	#add(path: string, part: Part, variables: Record<string, string>): void {
		checkPart(path, part);
		const expand = (text: string): string => expandVariables(path, text, variables);
		const locate = (text: string): string => resolve(dirname(path), expand(text));

		for (const include of list(part.include)) {
			if (!isPlatforms(expand(include))) this.read(locate(include), path);
		}
		for (const [specifier, sources] of Object.entries(part.modules ?? {})) {
			for (const source of list(sources)) {
				if (specifier === "~") this.#left.push(matcher(resolve(dirname(path), expand(withSDK(source)))));
				else if (isPlatforms(expand(source))) {
					this.skipped.add(specifier.endsWith("*") ? specifier.slice(0, -1) + parse(source).name : specifier);
				} else this.#modules.push([path, specifier, locate(source)]);
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

	/** A source may leave out the file's extension. The resource's name has it in any case. */
	#addResources(manifest: string, name: string, source: string): void {
		const folder = dirname(source);
		const pattern = matcher(basename(source));
		const all = namesIn(folder).filter(
			(each) => (pattern.test(each) || pattern.test(parse(each).name)) && isFile(join(folder, each)),
		);
		const files = all.filter((each) => !SOURCES.test(each));
		if (!all.length) throw new SimulatorError(`${manifest}: lists the resource ${source}, but no such file exists`);
		if (!files.length)
			throw new SimulatorError(`${manifest}: the SDK does not accept ${all} as a resource; give it another extension`);
		for (const file of files)
			this.resources.set(name.endsWith("*") ? name.slice(0, -1) + file : name + extname(file), join(folder, file));
	}

	#addModules(manifest: string, specifier: string, source: string): void {
		if (!specifier.endsWith("*")) {
			this.#addModule(specifier, find(manifest, source));
			return;
		}
		const prefix = specifier.slice(0, -1);
		if (basename(source) !== "*") {
			this.#addModule(prefix + basename(source).replace(MODULE, ""), find(manifest, source));
			return;
		}
		const folder = dirname(source);
		if (!isFolder(folder)) throw new SimulatorError(`${manifest}: lists ${source}, but no such folder exists`);
		// In reverse order, so that a .ts file precedes the .js file that was compiled from it.
		for (const name of namesIn(folder).reverse()) {
			if (MODULE.test(name) && isFile(join(folder, name)))
				this.#addModule(prefix + name.replace(MODULE, ""), join(folder, name));
		}
	}

	/**
	 * As with mcconfig, the first manifest that lists a specifier wins. An included manifest comes before the
	 * including one.
	 */
	#addModule(specifier: string, file: string): void {
		const name = file.replace(MODULE, "");
		if (!this.modules.has(specifier) && !this.#left.some((each) => each.test(name) || each.test(file)))
			this.modules.set(specifier, file);
	}
}

/** Names of module files, without declaration files. */
const MODULE = /(?<!\.d)\.(m?js|ts)$/;

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
const namesIn = (folder: string): string[] => (isFolder(folder) ? readdirSync(folder).sort() : []);

/** The limit for the length of a path with its variables replaced. */
const LONGEST = 1_024;

/** Replaces `$(NAME)` by the value in "build", or else in the environment. */
function expandVariables(
	path: string,
	text: string,
	variables: Record<string, string>,
	within: readonly string[] = [],
): string {
	const expanded = text.replace(/\$\(([^)]*)\)/g, (whole, name: string) => {
		if (isPlatforms(whole)) return whole;
		if (within.includes(name)) throw new SimulatorError(`${path}: "build": ${name} refers to itself`);
		const value = Object.hasOwn(variables, name) ? variables[name] : process.env[name];
		if (typeof value !== "string")
			throw new SimulatorError(`${path}: ${whole} is set neither in "build" nor in the environment`);
		return expandVariables(path, value, variables, [...within, name]);
	});
	// biome-ignore lint/suspicious/noControlCharactersInRegex: no path can have these
	if (/[\0-\x1f]/.test(expanded))
		throw new SimulatorError(`${path}: ${JSON.stringify(expanded.slice(0, 40))} has control characters`);
	if (expanded.length > LONGEST)
		throw new SimulatorError(`${path}: ${text.slice(0, 40)} is longer than ${LONGEST} characters`);
	return expanded;
}

const find = (manifest: string, source: string): string => {
	for (const extension of [".ts", ".js", ".mjs", ""]) {
		const file = source + extension;
		if ((extension || MODULE.test(source)) && isFile(file)) return file;
	}
	throw new SimulatorError(`${manifest}: lists ${source}.js, but neither this file nor ${basename(source)}.ts exists`);
};

/** Reads a manifest and the manifests that it includes. */
export function readApp(path: string, overrides: { config?: Record<string, unknown>; static?: number } = {}): App {
	const reader = new Reader();
	const top = resolve(path);
	reader.read(top);
	reader.findModules();
	merge(reader.config, overrides.config ?? {});
	checkCreation(top, reader.creation);
	const creation = reader.creation as unknown as Creation;
	// The SDK's own simulators have no fixed memory, which a manifest expresses as 0.
	if (!creation.static) creation.static = defaults.static;
	if (overrides.static !== undefined) creation.static = overrides.static;
	if (!reader.modules.has(creation.main)) {
		throw new SimulatorError(`${top}: no manifest lists the module "${creation.main}", with which the device starts`);
	}
	const patterns = reader.preloads.map(matcher);
	const preload = new Set([...reader.modules.keys()].filter((name) => patterns.some((pattern) => pattern.test(name))));
	const { modules, resources, config, skipped } = reader;
	return { modules, resources, preload, creation, config, skipped };
}
