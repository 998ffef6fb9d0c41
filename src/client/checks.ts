// Set-up. Checks options against tables of their names and required types. Every error names the option and says what
// was expected.

import { isTopicName } from "../wire/topic-name.js";
import { encodeUTF8 } from "../wire/utf8.js";

/** The longest time in milliseconds. */
export const enum Limit {
	Time = 0x3fffffff,
}

/**
 * The required type of an option in a table of names. A string in place of one of these is the name of a nested
 * object's property to take.
 */
export const enum Be {
	/** Checked and stored elsewhere. */
	Other = 0,
	/** A property of 5.0, described further by the table of properties: see encodeProperties(). */
	Property = 1,
	Function = 2,
	Boolean = 3,
	/** Stored here, checked elsewhere. */
	Kept = 4,
	/** A whole number of 1 or more, or Infinity. */
	Endless = 5,
	/** A whole number: the maximum times this, plus the minimum, which is smaller than this. */
	UpTo = 1_024,
	/** In place of the minimum: that minimum, or 0 for none. */
	OrNone = 1_000,
}

/**
 * The allowed names of an options object, and the required type of each. Other names are refused. An option that is
 * declared in the interface but missing in the table does not compile.
 */
export interface Names {
	readonly [name: string]: Be | string;
}

export const A_PART = "an object from ...tcp, ...tls() or the part of that name";

/**
 * Copies the checked `options` to `into`, which has the defaults. Throws a TypeError or RangeError, also for a name
 * that is not in `names`. `prefix` precedes names in errors, for example "will.". Calls are kept shallow, because a
 * device's stack is small.
 */
export function take<Into extends object>(into: Into, options: object, names: Names, prefix: string): Into {
	if (!options || typeof options !== "object") wrong(prefix.slice(0, -1) || "options", "an object");
	// Not for…in, which takes 80 bytes more byte code each time.
	const given = Object.keys(options);
	for (let i = given.length - 1; i >= 0; i--) {
		const name = given[i];
		const kind = names[name];
		if (kind === Be.Other || kind === Be.Property) continue;
		const value = (options as Record<string, unknown>)[name];
		// An unknown name has no type, and reaches the end of the checks.
		if (value === undefined && kind !== undefined) continue;
		if (typeof kind === "string") {
			if ((value as Record<string, unknown>)?.[kind] === undefined) wrong(prefix + name, A_PART);
		} else if (kind >= Be.UpTo) {
			const least = kind % Be.UpTo;
			if (value !== 0 || least !== Be.OrNone)
				expectInteger(prefix + name, value as number, least, Math.floor(kind / Be.UpTo));
		} else if (kind === Be.Function) {
			if (typeof value !== "function") wrong(prefix + name, "a function");
		} else if (kind === Be.Boolean) expectBoolean(prefix + name, value as boolean);
		else if (kind === Be.Endless) {
			if (value !== Infinity) expectInteger(prefix + name, value as number, 1, Limit.Time);
		} else if (kind !== Be.Kept) unknown(name, names, prefix);
		(into as Record<string, unknown>)[name] = value;
	}
	return into;
}

/** Throws a TypeError that lists similar names, or all names if none is similar. */
function unknown(name: string, names: Names, prefix: string): never {
	const known = Object.keys(names);
	const given = name.toLowerCase();
	let near = "";
	for (let i = 0; i < known.length; i++) {
		const each = known[i].toLowerCase();
		// A much longer name has the same beginning by chance: payload, payloadFormat.
		if (given.includes(each) || (each.startsWith(given.slice(0, 3)) && each.length < given.length + 5))
			near += ", " + known[i];
	}
	throw new TypeError("unknown option: " + prefix + name + "; expected " + (near.slice(2) || known.join(", ")));
}

/** The value, or the default if it is undefined. */
export function otherwise<Value>(value: Value | undefined, byDefault: Value): Value {
	return value === undefined ? byDefault : value;
}

/** Encodes a Topic Name, or with `wildcards` a Topic Filter. Throws a TypeError. */
export function checkTopic(option: string, name: string, wildcards: boolean): Uint8Array {
	// Does not call encode(), because the stack is deep here already.
	const bytes = typeof name === "string" ? encodeUTF8(name) : undefined;
	if (!bytes || !isTopicName(bytes, 0, bytes.length, wildcards))
		wrong(
			option,
			wildcards ? "a topic filter, + a whole level, # the whole last one" : "a topic name, without + and #",
		);
	return bytes as Uint8Array;
}

/** Throws a RangeError unless `value` is a whole number from `minimum` to `maximum`. */
export function expectInteger(option: string, value: number, minimum: number, maximum: number): void {
	// NaN fails these comparisons.
	if (typeof value !== "number" || value % 1 || !(value >= minimum && value <= maximum))
		throw new RangeError(option + ": expected a whole number from " + minimum + " to " + maximum);
}

/** Throws a TypeError unless `value` is a boolean. */
export function expectBoolean(option: string, value: boolean): void {
	if (value !== true && value !== false) wrong(option, "true or false");
}

/** Returns `value`. Throws a TypeError unless it is an object. */
export function expectObject<Value extends object>(option: string, value: Value): Value {
	if (!value || typeof value !== "object") wrong(option, "an object");
	return value;
}

/** Throws a TypeError unless `ok` is truthy. */
export function expect(ok: unknown, option: string, expected: string): void {
	if (!ok) wrong(option, expected);
}

/** Throws a TypeError. */
export function wrong(option: string, expected: string): never {
	throw new TypeError(option + ": expected " + expected);
}

/** Encodes a UTF-8 Encoded String; or, with `binary`, bytes, which may be given as a string. Bytes are copied. */
export function encode(option: string, value: string | Uint8Array, binary?: boolean): Uint8Array {
	// `instanceof` costs as much as encoding a short text, so strings are checked first.
	const bytes =
		typeof value === "string" ? encodeUTF8(value, binary) : binary && value instanceof Uint8Array ? value : undefined;
	if (!bytes || bytes.length > 65_535)
		wrong(
			option,
			binary ? "a string or Uint8Array, up to 65535 bytes" : "a string, up to 65535 bytes in UTF-8 without U+0000",
		);
	return bytes as Uint8Array;
}
