// UTF-8 Encoded Strings (3.1.1 section 1.5.3, 5.0 section 1.5.4). Encoding and decoding strings is set-up and
// allocates. Reading code points is hot path. The engine converts, and its results show what MQTT forbids, because a
// loop over bytes costs a device much more.

/** The number of bytes that encode a code point. */
export function codePointSize(code: number): number {
	return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}

/** The code point at `at`; -1 for overlong forms, surrogates, truncated sequences and values above U+10FFFF. */
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
	return codePointSize(code) === size && code < 0x110000 && code >> 11 !== 27 ? code : -1;
}

/** Whether bytes[at, end) is a UTF-8 Encoded String: well-formed, and without U+0000 unless `nullAllowed`. */
export function isText(bytes: Uint8Array, at: number, end: number, nullAllowed?: boolean): boolean {
	while (at < end) {
		let code = bytes[at];
		// Names are nearly all ASCII, and calls for each character would cost a device more than everything else.
		if (code && code < 0x80) at++;
		else {
			code = codePointAt(bytes, at, end);
			if (code < 0 || !(code || nullAllowed)) return false;
			at += codePointSize(code);
		}
	}
	return true;
}

/**
 * The result for no characters, and the value of any field without bytes. Shared, because each instance takes flash.
 */
export const NO_BYTES = new Uint8Array(0);

/** The converters of XS. Other engines have TextEncoder and TextDecoder. */
const buffers = ArrayBuffer as unknown as { fromString?(text: string): ArrayBuffer };
const strings = String as unknown as { fromArrayBuffer(buffer: ArrayBufferLike, at: number, count: number): string };

/**
 * Encodes `text` as UTF-8.
 * @param nullAllowed for a payload or another field of bytes, which may have any length and U+0000.
 * @returns the bytes, or undefined if MQTT forbids the string: a lone surrogate, more than 65,535 bytes, or U+0000.
 */
export function encodeUTF8(text: string, nullAllowed?: boolean): Uint8Array | undefined {
	const hasNull = text.includes("\0");
	if ((hasNull && !nullAllowed) || !(text as unknown as { isWellFormed(): boolean }).isWellFormed()) return;
	let bytes: Uint8Array;
	if (buffers.fromString) {
		bytes = new Uint8Array(buffers.fromString(text));
		if (hasNull) bytes = withoutXSNulls(bytes);
	} else bytes = new TextEncoder().encode(text);
	if (nullAllowed || bytes.length < 65_536) return bytes;
}

/** In XS, U+0000 in a string is C0 80. C0 is never a byte of UTF-8. */
const enum XS {
	Null = 0xc0,
}

function withoutXSNulls(bytes: Uint8Array): Uint8Array {
	let end = 0;
	for (let at = 0; at < bytes.length; at++) {
		bytes[end++] = bytes[at];
		if (bytes[at] === XS.Null) {
			bytes[end - 1] = 0;
			at++;
		}
	}
	return bytes.slice(0, end);
}

/**
 * Decodes bytes[start, end) into a string. U+FEFF is kept (MQTT-1.5.3-3); a byte that is not UTF-8 becomes U+FFFD.
 * Allocates.
 */
export function decodeUTF8(bytes: Uint8Array, start: number, end: number): string {
	if (!buffers.fromString) return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.subarray(start, end));
	let text = "";
	for (;;) {
		let at = start;
		let code = 1;
		// Some versions of XS end a string at U+0000.
		for (; at < end; at += codePointSize(code)) {
			code = codePointAt(bytes, at, end);
			if (code <= 0) break;
		}
		const run = strings.fromArrayBuffer(bytes.buffer, bytes.byteOffset + start, at - start);
		text = text ? text + run : run;
		if (at === end) return text;
		text += code ? "\ufffd" : "\0";
		start = at + 1;
	}
}
