// Hot path. Checks Topic Names and Topic Filters (section 4.7), as bytes. A device checks names in C: see Native in
// host.ts.
import { codePointAt, codePointSize } from "./utf8.js";

const enum Character {
	Hash = 0x23,
	Plus = 0x2b,
	Slash = 0x2f,
}

/**
 * Whether bytes[start, end) is a Topic Name: well-formed UTF-8, at least one character, no U+0000, no wildcard. With
 * `wildcards`, whether it is a Topic Filter: "+" must be a whole level, "#" the whole last one, and `start` must be
 * 0.
 */
export function isTopicName(bytes: Uint8Array, start: number, end: number, wildcards?: boolean): boolean {
	if (start >= end) return false;
	while (start < end) {
		const byte = bytes[start];
		// One comparison is enough for letters, digits, "/", "-", "." and "_", which are all above "+" and below
		// 0x80.
		if (byte > Character.Plus && byte < 0x80) start++;
		else {
			const code = codePointAt(bytes, start, end);
			if (code <= 0) return false;
			if (byte === Character.Plus || byte === Character.Hash) {
				if (wildcards !== true || (start && bytes[start - 1] !== Character.Slash)) return false;
				if (start + 1 < end && (byte === Character.Hash || bytes[start + 1] !== Character.Slash)) return false;
			}
			start += codePointSize(code);
		}
	}
	return true;
}

/** Whether bytes[start, end) equals others[at, at + end - start). */
export function isSame(bytes: Uint8Array, start: number, end: number, others: Uint8Array, at: number): boolean {
	at += end - start;
	if (at > others.length) return false;
	// From the end, because topics of one device tend to begin alike.
	while (end > start) if (bytes[--end] !== others[--at]) return false;
	return true;
}
