// Hot path. Matches Topic Names with Topic Filters (section 4.7), as bytes. A device does this in C: see Native in
// host.ts.
import type { MessageHandler } from "./message.js";
import { encodeUTF8 } from "./utf8.js";

const enum Character {
	Hash = 0x23,
	Dollar = 0x24,
	Plus = 0x2b,
	Slash = 0x2f,
}

/** A checked filter with its options. */
export interface KeptFilter {
	readonly name: Uint8Array;
	/** The byte of options. */
	bits: number;
	/** The offset in the filter of the part that names are compared with. */
	match: number;
	/** Without their length. */
	properties: Uint8Array;
	onMessage: MessageHandler | undefined;
}

/** Whether the filter filters[at, end) matches the name names[start, stop). */
export function isMatch(
	filters: Uint8Array,
	at: number,
	end: number,
	names: Uint8Array,
	start: number,
	stop: number,
): boolean {
	let byte = filters[at];
	// A wildcard at the beginning does not match names that begin with "$" (MQTT-4.7.2-1).
	if (names[start] === Character.Dollar && (byte === Character.Hash || byte === Character.Plus)) return false;
	for (; at < end; at++) {
		byte = filters[at];
		if (byte === Character.Hash) return true;
		if (byte === Character.Plus) while (start < stop && names[start] !== Character.Slash) start++;
		else if (start < stop && names[start] === byte) start++;
		// "a/#" matches "a" as well (section 4.7.1.2).
		else return start === stop && byte === Character.Slash && filters[at + 1] === Character.Hash && at + 2 === end;
	}
	return start === stop;
}

/**
 * Whether a Topic Filter matches a Topic Name (section 4.7): `matches("a/+", "a/b")`. A shared subscription matches
 * as its filter after "$share/name/" does. The arguments are not checked; with invalid ones, the result is undefined.
 * Allocates.
 * @example matches("sensors/+/set", "sensors/17/set"); // true
 */
export function matches(filter: string, topic: string): boolean {
	const filters = encodeUTF8(filter);
	const names = encodeUTF8(topic);
	if (!filters || !names) return false;
	let at = 0;
	if (filter.startsWith("$share/")) at = filters.indexOf(Character.Slash, 7) + 1;
	return isMatch(filters, at, filters.length, names, 0, names.length);
}

/** Offsets in an entry of a table of filters: see subscriptions.ts. */
export const enum Entry {
	/** The size of the whole entry, two bytes. */
	Size = 0,
	/** The number of the filter's handler; 0 for the client's. */
	Handler = 2,
	/** The offset in the entry of the part that names are compared with: after "$share/name/". Two bytes. */
	Match = 3,
	State = 5,
	/** The outcome to report. Two bytes. */
	Code = 6,
	/**
	 * The size of the properties that follow, two bytes. After them come length, filter and options, as in SUBSCRIBE.
	 */
	Properties = 8,
	Header = 10,
}

/**
 * The offset of the next entry in table[at, end) that has a handler and whose filter matches names[start, stop); -1
 * if there is none.
 */
export function findMatch(
	table: Uint8Array,
	at: number,
	end: number,
	names: Uint8Array,
	start: number,
	stop: number,
): number {
	while (at < end) {
		const next = at + ((table[at] << 8) | table[at + 1]);
		const filter = at + ((table[at + Entry.Match] << 8) | table[at + Entry.Match + 1]);
		if (table[at + Entry.Handler] && isMatch(table, filter, next - 1, names, start, stop)) return at;
		at = next;
	}
	return -1;
}
