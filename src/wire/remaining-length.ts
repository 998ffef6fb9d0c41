// Hot path. The variable length integer that follows a packet's first byte (3.1.1 section 2.2.3, 5.0 section 1.5.5).

/** How many bytes encode `length`. Only the shortest form is valid, so this also tells how many bytes were read. */
export function lengthSize(length: number): number {
	return length < 128 ? 1 : length < 16_384 ? 2 : length < 2_097_152 ? 3 : 4;
}

/** Writes `length` at `at`; returns the offset behind it. */
export function writeLength(bytes: Uint8Array, at: number, length: number): number {
	while (length > 127) {
		bytes[at++] = length | 128;
		length >>>= 7;
	}
	bytes[at++] = length;
	return at;
}

/** Reads the length at `at`, where bytes exist up to `end`: the length, -1 if more bytes are needed, -2 if it is malformed. */
export function readLength(bytes: Uint8Array, at: number, end: number): number {
	let length = 0;
	for (let shift = 0; at < end; shift += 7) {
		const byte = bytes[at++];
		length |= (byte & 127) << shift;
		// A last byte of zero behind others is a longer form than needed.
		if (byte < 128) return byte || !shift ? length : -2;
		if (shift === 21) return -2;
	}
	return -1;
}
