// The parts of a manifest that the simulator reads. A mistake in them is reported in one line that names the manifest
// and the property.

import { SimulatorError } from "./simulator-error.js";

/** One string or several. The SDK also has objects here, for files that its tools convert. */
type Strings = string | string[];

/** Properties of a manifest for all platforms or for one. */
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

/** Whether the value is an object other than an array or null. */
export const isObject = (value: unknown): value is Record<string, unknown> =>
	typeof value === "object" && value !== null && !Array.isArray(value);

/** The strings as an array. */
export const list = (strings: Strings | undefined): string[] => (strings === undefined ? [] : [strings].flat());

/** The limit for nested objects. */
const DEEPEST = 32;

/**
 * The allowed range of each number. Chips have far less than the maximum. The maxima keep the sum within 32 bits; the
 * minimum of slots is what the engine needs to boot.
 */
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

/** The limit for the length of a specifier. */
const LONGEST = 256;

/** A value as it is shown in a message. */
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
	if (depth > DEEPEST) throw new SimulatorError(`${path}: objects are nested more than ${DEEPEST} deep`);
	for (const each of Object.values(value)) checkDepth(path, each, depth + 1);
}

/** Parses a manifest. */
export function parseJSON(path: string, text: string): Manifest {
	let manifest: unknown;
	try {
		manifest = JSON.parse(text, (key, value) => {
			if (key === "__proto__") throw new Error('"__proto__" is not allowed as a property name');
			return value;
		});
	} catch (error) {
		throw new SimulatorError(`${path}: ${(error as Error).message}`);
	}
	if (!isObject(manifest)) throw new SimulatorError(`${path}: expected a JSON object`);
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

/** Checks the properties for all platforms or for this one. */
export function checkPart(path: string, part: Part): void {
	const { include, modules, resources, preload, creation, config, error } = part as Record<string, unknown>;
	for (const each of [include].flat())
		expect(
			each === undefined || typeof each === "string",
			path,
			"include",
			"paths of manifests (clone a git repository first)",
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

/** Checks the memory settings after all manifests were merged. */
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
