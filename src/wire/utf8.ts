// UTF-8 Encoded Strings (3.1.1 section 1.5.3, 5.0 section 1.5.4). Encoding and decoding strings is set-up: it allocates.
// Reading code points is hot path. The engine's own converters let through what MQTT forbids, and Node.js has others.

/** How many bytes encode a code point. */
export function codePointSize(code: number): number {
	return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}

/** The code point at `at`, or -1: overlong forms, surrogates, cut-off sequences and what is past U+10FFFF are none. */
export function codePointAt(bytes: Uint8Array, at: number, end: number): number {
	let code = bytes[at];
	if (code < 0x80) return code;
	const size = code < 0xe0 ? 2 : code < 0xf0 ? 3 : 4;
	if (code < 0xc0 || code > 0xf7 || at + size > end) return -1;
	code &= 0x7f >> size;
	for (let i = 1; i < size; i++) {
		if (bytes[at + i] >> 6 !== 2) return -1;
		code = (code << 6) | (bytes[at + i] & 63);
	}
	return codePointSize(code) === size && code < 0x110000 && !isSurrogate(code) ? code : -1;
}

/**
 * Encodes `text` as UTF-8.
 * @returns the bytes, or undefined where MQTT forbids the string: a lone surrogate, more than 65,535 bytes, or U+0000 unless
 * that is allowed.
 */
export function encodeUTF8(text: string, nullAllowed?: boolean): Uint8Array | undefined {
	// In XS a character past U+FFFF is one element of a string, elsewhere two: so 4 bytes for each, and no index.
	const bytes = new Uint8Array(text.length * 4);
	let at = 0;
	for (const character of text) {
		let code = character.codePointAt(0) as number;
		if (isSurrogate(code) || !(code || nullAllowed)) return;
		const size = codePointSize(code);
		for (let n = size - 1; n; n--) {
			bytes[at + n] = 0x80 | (code & 63);
			code >>= 6;
		}
		bytes[at] = size > 1 ? (0xf00 >> size) | code : code;
		at += size;
	}
	if (at < 65_536) return bytes.slice(0, at);
}

/** Decodes bytes[start, end) into a string: U+FEFF stays (MQTT-1.5.3-3); a byte that is not UTF-8 becomes U+FFFD. Allocates. */
export function decodeUTF8(bytes: Uint8Array, start: number, end: number): string {
	let text = "";
	while (start < end) {
		const code = codePointAt(bytes, start, end);
		start += code < 0 ? 1 : codePointSize(code);
		text += String.fromCodePoint(code < 0 ? 0xfffd : code);
	}
	return text;
}

function isSurrogate(code: number): boolean {
	return code >> 11 === 27;
}
