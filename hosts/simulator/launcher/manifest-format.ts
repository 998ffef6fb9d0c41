// What may stand in a manifest, as far as the simulator reads it. Whatever else is there ends in one line that names the manifest and
// the property.

import { SimulatorError } from "./simulator-error.js";

/** One, or a list. The SDK has objects as well, for what is made by its tools. */
type Strings = string | string[];

/** What a manifest says for all platforms, or for one. */
export interface Part {
	include?: Strings;
	modules?: Record<string, Strings>;
	resources?: Record<string, Strings>;
	preload?: Strings;
	creation?: Record<string, unknown>;
	config?: Record<string, unknown>;
	error?: string;
}

/** A manifest. */
export interface Manifest extends Part {
	build?: Record<string, string>;
	platforms?: Record<string, Part>;
}

/** Whether it is an object, and neither a list nor null. */
export const isObject = (value: unknown): value is Record<string, unknown> =>
	typeof value === "object" && value !== null && !Array.isArray(value);

/** One as a list. */
export const list = (strings: Strings | undefined): string[] => (strings === undefined ? [] : [strings].flat());

/** How deep objects may be in each other. */
const DEEPEST = 32;

/** The least and the most of each; a chip has far less. Their sum is within 32 bits, and a machine that boots takes some slots. */
const LIMITS: Record<string, readonly [least: number, most: number]> = {
	static: [0, 268_435_456],
	stack: [0, 1_048_576],
	"chunk.initial": [0, 268_435_456],
	"chunk.incremental": [0, 268_435_456],
	"heap.initial": [8, 4_194_304],
	"heap.incremental": [0, 4_194_304],
	"keys.initial": [0, 32_768],
	"keys.incremental": [0, 32_768],
};

/** So many characters are too many for a specifier. */
const LONGEST = 256;

/** A value as a message shows it. */
const shown = (value: unknown): string => {
	const text = JSON.stringify(value);
	return text.length > 60 ? `${text.slice(0, 60)}…` : text;
};

function expect(condition: unknown, path: string, property: string, expected: string, value: unknown): void {
	if (!condition)
		throw new SimulatorError(`${path}: "${property.slice(0, 60)}": expected ${expected}, got ${shown(value)}`);
}

function checkDepth(path: string, value: unknown, depth = 0): void {
	if (typeof value !== "object" || value === null) return;
	if (depth > DEEPEST) throw new SimulatorError(`${path}: objects lie more than ${DEEPEST} deep in each other`);
	for (const each of Object.values(value)) checkDepth(path, each, depth + 1);
}

/** Makes an object of a manifest's text. */
export function parseJSON(path: string, text: string): Manifest {
	let manifest: unknown;
	try {
		manifest = JSON.parse(text, (key, value) => {
			if (key === "__proto__") throw new Error('"__proto__" is no name for a property');
			return value;
		});
	} catch (error) {
		throw new SimulatorError(`${path}: ${(error as Error).message}`);
	}
	if (!isObject(manifest)) throw new SimulatorError(`${path}: a manifest is a JSON object`);
	checkDepth(path, manifest);
	const { build = {}, platforms = {} } = manifest;
	expect(isObject(build), path, "build", "an object", build);
	for (const [name, value] of Object.entries(build as object))
		expect(typeof value === "string", path, `build.${name}`, "text", value);
	expect(isObject(platforms), path, "platforms", "an object", platforms);
	for (const [name, value] of Object.entries(platforms as object))
		expect(isObject(value), path, `platforms.${name}`, "an object", value);
	return manifest as Manifest;
}

const isStrings = (value: unknown): boolean =>
	typeof value === "string" || (Array.isArray(value) && value.every((each) => typeof each === "string"));

/** Checks what a manifest says for all platforms or for this one. */
export function checkPart(path: string, part: Part): void {
	const { include, modules, resources, preload, creation, config, error } = part as Record<string, unknown>;
	for (const each of [include].flat())
		expect(
			each === undefined || typeof each === "string",
			path,
			"include",
			"paths of manifests; what git has is to be cloned first",
			each,
		);
	for (const [name, files] of Object.entries({ modules, resources })) {
		expect(files === undefined || isObject(files), path, name, "an object", files);
		for (const [each, sources] of Object.entries((files ?? {}) as object)) {
			expect(each.length < LONGEST && !/[\t\n]/.test(each), path, name, "names of one line", each);
			expect(isStrings(sources), path, `${name}.${each}`, "a path, or a list of paths", sources);
		}
	}
	expect(preload === undefined || isStrings(preload), path, "preload", "a specifier, or a list of them", preload);
	expect(creation === undefined || isObject(creation), path, "creation", "an object", creation);
	expect(config === undefined || isObject(config), path, "config", "an object", config);
	if (error !== undefined) throw new SimulatorError(`${path}: ${[error].flat().map(String).join(" ")}`);
}

/** Checks the sum of what manifests say of a machine's memory. */
export function checkCreation(path: string, creation: Record<string, unknown>): void {
	for (const [name, [least, most]] of Object.entries(LIMITS)) {
		const [first, second] = name.split(".") as [string, string?];
		const outer = creation[first];
		if (second) expect(isObject(outer), path, `creation.${first}`, "an object", outer);
		const value = second ? (outer as Record<string, unknown>)[second] : outer;
		const isWhole = typeof value === "number" && Number.isInteger(value) && value >= least && value <= most;
		expect(isWhole, path, `creation.${name}`, `a whole number from ${least} to ${most}`, value);
	}
	const { main } = creation;
	expect(typeof main === "string" && main.length < LONGEST, path, "creation.main", "a specifier", main);
}
