// Hot path. The Remaining Length, a variable length integer after a packet's first byte (3.1.1 section 2.2.3, 5.0
// section 1.5.5).

/**
 * The number of bytes that encode `length`. Only the shortest form is valid, so this is also the number of bytes
 * read.
 */
export function lengthSize(length: number): number {
	return length < 128 ? 1 : length < 16_384 ? 2 : length < 2_097_152 ? 3 : 4;
}

/** Writes `length` at `at`. Returns the offset after it. */
export function writeLength(bytes: Uint8Array, at: number, length: number): number {
	while (length > 127) {
		bytes[at++] = length | 128;
		length >>>= 7;
	}
	bytes[at++] = length;
	return at;
}

/**
 * Reads the length at `at`; bytes exist up to `end`. Returns the length, -1 if more bytes are needed, -2 if it is
 * malformed.
 */
export function readLength(bytes: Uint8Array, at: number, end: number): number {
	let length = 0;
	for (let shift = 0; at < end; shift += 7) {
		const byte = bytes[at++];
		length |= (byte & 127) << shift;
		// A last byte of 0 after others is not the shortest form.
		if (byte < 128) return byte || !shift ? length : -2;
		if (shift === 21) return -2;
	}
	return -1;
}
