// Replaces the SDK's "ssl/stream": a stream of bytes.
export default class Stream {
	bytes = [];

	writeChars(value, size) {
		while (size--) this.bytes.push((value >> (8 * size)) & 0xff);
	}

	writeChunk(bytes) {
		this.bytes.push(...new Uint8Array(bytes));
	}
}
