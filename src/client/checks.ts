// Set-up. How what an app says is checked: tables of the names that there are, and what each must be. Every error names the option, and says
// what was expected.

import { isTopicName } from "../wire/topic-name.js";
import { encodeUTF8 } from "../wire/utf8.js";

/** The longest time, in milliseconds. */
export const enum Limit {
	Time = 0x3fffffff,
}

/** What an option must be, in a table of names; or the name of what the object given has. */
export const enum Be {
	/** Checked, and taken, elsewhere. */
	Other = 0,
	/** A property of 5.0, of which the table of properties knows more: see encodeProperties(). */
	Property = 1,
	Function = 2,
	Boolean = 3,
	/** Kept, and checked elsewhere. */
	Kept = 4,
	/** A whole number from 1 on, or Infinity. */
	Endless = 5,
	/** A whole number: the greatest, times this, plus the least, which is smaller than this. */
	UpTo = 1_024,
	/** As the least: that, or 0 for none. */
	OrNone = 1_000,
}

/**
 * The names that an object of options may have, and what each must be. What is in no table is refused: one that is declared, and not
 * here, does not compile.
 */
export interface Names {
	readonly [name: string]: Be | string;
}

export const A_PART = "an object from ...tcp, ...tls() or the part of that name";

/**
 * Gives `into`, which has the defaults, what `options` says, checked. Throws TypeError or RangeError, for a name that is not in `names` as
 * well. `prefix`: what names begin with in errors, as "will.". What it calls is not deep, as a device's stack is small.
 */
export function take<Into extends object>(into: Into, options: object, names: Names, prefix: string): Into {
	if (!options || typeof options !== "object") wrong(prefix.slice(0, -1) || "options", "an object");
	// Not for…in, which takes 80 bytes of code more each time.
	const given = Object.keys(options);
	for (let i = given.length - 1; i >= 0; i--) {
		const name = given[i];
		const kind = names[name];
		if (kind === Be.Other || kind === Be.Property) continue;
		const value = (options as Record<string, unknown>)[name];
		// A name that is in no table has no kind, and comes to the end.
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

/** Throws TypeError. Named is what is meant, as far as can be seen, or all that there is. */
function unknown(name: string, names: Names, prefix: string): never {
	const known = Object.keys(names);
	const given = name.toLowerCase();
	let near = "";
	for (let i = 0; i < known.length; i++) {
		const each = known[i].toLowerCase();
		// One that is much longer begins in the same way by chance: payload, payloadFormat.
		if (given.includes(each) || (each.startsWith(given.slice(0, 3)) && each.length < given.length + 5))
			near += ", " + known[i];
	}
	throw new TypeError("unknown option: " + prefix + name + "; there is " + (near.slice(2) || known.join(", ")));
}

/** What was left out, or is there as undefined, has its default. */
export function otherwise<Value>(value: Value | undefined, byDefault: Value): Value {
	return value === undefined ? byDefault : value;
}

/** A Topic Name, or with `wildcards` a Topic Filter, encoded. Throws TypeError. */
export function checkTopic(option: string, name: string, wildcards: boolean): Uint8Array {
	// Not by way of encode(): this is deep in a device's stack already.
	const bytes = typeof name === "string" ? encodeUTF8(name) : undefined;
	if (!bytes || !isTopicName(bytes, 0, bytes.length, wildcards))
		wrong(
			option,
			wildcards ? "a topic filter, + a whole level, # the whole last one" : "a topic name, without + and #",
		);
	return bytes as Uint8Array;
}

/** Throws RangeError unless `value` is a whole number from `minimum` to `maximum`. */
export function expectInteger(option: string, value: number, minimum: number, maximum: number): void {
	// NaN is within no limits.
	if (typeof value !== "number" || value % 1 || !(value >= minimum && value <= maximum))
		throw new RangeError(option + ": expected a whole number from " + minimum + " to " + maximum);
}

/** Throws TypeError unless `value` is a boolean. */
export function expectBoolean(option: string, value: boolean): void {
	if (value !== true && value !== false) wrong(option, "true or false");
}

/** Throws TypeError unless `value` is an object; returns it. */
export function expectObject<Value extends object>(option: string, value: Value): Value {
	if (!value || typeof value !== "object") wrong(option, "an object");
	return value;
}

/** Throws TypeError unless `ok`. */
export function expect(ok: unknown, option: string, expected: string): void {
	if (!ok) wrong(option, expected);
}

/** Throws TypeError. */
export function wrong(option: string, expected: string): never {
	throw new TypeError(option + ": expected " + expected);
}

/** A UTF-8 Encoded String; or, with `binary`, bytes, which may be given as text. Bytes are copied. */
export function encode(option: string, value: string | Uint8Array, binary?: boolean): Uint8Array {
	// `instanceof` costs as much as encoding a short text.
	const bytes =
		typeof value === "string" ? encodeUTF8(value, binary) : binary && value instanceof Uint8Array ? value : undefined;
	if (!bytes || bytes.length > 65_535)
		wrong(
			option,
			binary ? "a string or Uint8Array, up to 65535 bytes" : "a string, up to 65535 bytes in UTF-8 without U+0000",
		);
	return bytes as Uint8Array;
}
