// The assertions that the specs need, for Node.js and XS. Messages show both sides, bytes in hexadecimal.
import { toHex } from "./bytes.js";

export class AssertionError extends Error {
	get name() {
		return "AssertionError";
	}
}

/** Fails. */
export function fail(message) {
	throw new AssertionError(message);
}

/** `value` must be truthy. */
export function ok(value, message) {
	if (!value) fail(`${message ?? "not so"}: ${show(value)}`);
}

/** `actual` must be the same value as `expected` (Object.is). `where` identifies one of many comparisons. */
export function equal(actual, expected, where) {
	if (!Object.is(actual, expected)) differ(actual, expected, where);
}

/** `actual` must have the same contents as `expected`: arrays, typed arrays and plain objects, to any depth. */
export function deepEqual(actual, expected, where) {
	if (!same(actual, expected)) differ(actual, expected, where);
}

/** `run` must throw an instance of `Class` whose message contains `part`. Returns the exception. */
export function throws(run, Class = Error, part = "") {
	let thrown;
	try {
		run();
	} catch (error) {
		thrown = error;
		if (error instanceof Class && String(error.message).includes(part)) return error;
	}
	const expected = `${Class.name || "error"}${part && ` with ${show(part)}`}`;
	fail(
		thrown === undefined ? `expected ${expected}, but nothing was thrown` : `expected ${expected}, thrown ${thrown}`,
	);
}

function differ(actual, expected, where) {
	fail(`${where === undefined ? "" : `${where}: `}expected ${show(expected)}, actual ${show(actual)}`);
}

function same(a, b) {
	if (Object.is(a, b)) return true;
	if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
	if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
	if (Array.isArray(a) || ArrayBuffer.isView(a)) {
		if (a.length !== b.length) return false;
		for (let i = 0; i < a.length; i++) if (a[i] !== b[i] && !same(a[i], b[i])) return false;
		return true;
	}
	const keys = Object.keys(a);
	if (keys.length !== Object.keys(b).length) return false;
	for (const key of keys) if (!Object.hasOwn(b, key) || !same(a[key], b[key])) return false;
	return true;
}

function show(value, depth = 0) {
	if (typeof value === "string") return JSON.stringify(value);
	if (typeof value === "function") return `function ${value.name || ""}`;
	if (typeof value !== "object" || value === null) return Object.is(value, -0) ? "-0" : String(value);
	if (value instanceof Uint8Array) return `<${toHex(value)}>`;
	if (value instanceof Error) return String(value);
	if (depth > 3) return "...";
	if (Array.isArray(value) || ArrayBuffer.isView(value)) {
		return `[${Array.from(value, (item) => show(item, depth + 1)).join(", ")}]`;
	}
	return `{ ${Object.keys(value)
		.map((key) => `${key}: ${show(value[key], depth + 1)}`)
		.join(", ")} }`;
}
