// UTF-8 Encoded Strings (3.1.1 section 1.5.3, 5.0 section 1.5.4). Encoding and decoding strings is set-up: it allocates.
// Checking received bytes is hot path. The engine's own converters let through what MQTT forbids, and Node.js has others.

/**
 * Encodes `text` as UTF-8.
 * @returns the bytes, or undefined where MQTT forbids the string: a lone surrogate, U+0000, more than 65,535 bytes.
 */
export function encodeUTF8(text: string, nullAllowed = false): Uint8Array | undefined {
	let size = 0;
	for (let i = 0; i < text.length; i++) {
		const code = text.codePointAt(i) as number;
		if ((code === 0 && !nullAllowed) || (code >= 0xd800 && code <= 0xdfff)) return;
		if (code > 0xffff) i++;
		size += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
	}
	if (size > 65_535) return;
	const bytes = new Uint8Array(size);
	let at = 0;
	for (let i = 0; i < text.length; i++) {
		const code = text.codePointAt(i) as number;
		if (code < 0x80) bytes[at++] = code;
		else {
			if (code < 0x800) bytes[at++] = 0xc0 | (code >> 6);
			else {
				if (code < 0x10000) bytes[at++] = 0xe0 | (code >> 12);
				else {
					i++;
					bytes[at++] = 0xf0 | (code >> 18);
					bytes[at++] = 0x80 | ((code >> 12) & 63);
				}
				bytes[at++] = 0x80 | ((code >> 6) & 63);
			}
			bytes[at++] = 0x80 | (code & 63);
		}
	}
	return bytes;
}

/** Decodes bytes[start, end) into a string: U+FEFF stays (MQTT-1.5.3-3); what is not UTF-8 becomes U+FFFD. Allocates. */
export function decodeUTF8(bytes: Uint8Array, start: number, end: number): string {
	let text = "";
	while (start < end) {
		const size = characterSize(bytes, start, end);
		const lead = bytes[start++];
		let code = 0xfffd;
		if (size === 1) code = lead;
		else if (size) {
			code = lead & (0x7f >> size);
			for (let n = size; n > 1; n--) code = (code << 6) | (bytes[start++] & 63);
		}
		text += String.fromCodePoint(code);
	}
	return text;
}

/** The size of the well-formed UTF-8 character at `at`, or 0: overlong forms, surrogates and cut-off sequences are none. */
export function characterSize(bytes: Uint8Array, at: number, end: number): number {
	const lead = bytes[at];
	if (lead < 0x80) return 1;
	const size = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
	if (size === 0 || at + size > end) return 0;
	const second = bytes[at + 1];
	// The second byte's range is what excludes overlong forms (E0, F0), surrogates (ED) and code points past U+10FFFF (F4).
	if (second < (lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80)) return 0;
	if (second > (lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf)) return 0;
	for (let n = 2; n < size; n++) if (bytes[at + n] >> 6 !== 2) return 0;
	return size;
}
