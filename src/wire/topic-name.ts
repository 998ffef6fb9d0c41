// Hot path. Topic Names and Topic Filters (section 4.7), as bytes.
import { characterSize } from "./utf8";

const PLUS = 0x2b;
const HASH = 0x23;
const SLASH = 0x2f;

/** Whether bytes[start, end) is a Topic Name: well-formed UTF-8, at least one character, no U+0000, no wildcard. */
export function isTopicName(bytes: Uint8Array, start: number, end: number): boolean {
	if (start >= end) return false;
	while (start < end) {
		const byte = bytes[start];
		// Letters, digits, "/", "-", "." and "_" all lie above "+" and below 0x80: one look is enough.
		if (byte > PLUS && byte < 0x80) start++;
		else {
			if (byte === 0 || byte === PLUS || byte === HASH) return false;
			const size = characterSize(bytes, start, end);
			if (size === 0) return false;
			start += size;
		}
	}
	return true;
}

/** Whether `bytes` is a Topic Filter: as a name, but "+" may be a whole level and "#" the whole last one. */
export function isTopicFilter(bytes: Uint8Array): boolean {
	const end = bytes.length;
	if (end === 0) return false;
	for (let at = 0; at < end; ) {
		const byte = bytes[at];
		if (byte === PLUS || byte === HASH) {
			if (at > 0 && bytes[at - 1] !== SLASH) return false;
			if (at + 1 < end && (byte === HASH || bytes[at + 1] !== SLASH)) return false;
		}
		const size = byte === 0 ? 0 : characterSize(bytes, at, end);
		if (size === 0) return false;
		at += size;
	}
	return true;
}
