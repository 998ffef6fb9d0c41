// Hot path. ECMA-419 sockets read and write whole buffers, and `subarray` allocates. So between the socket and our buffers of
// fixed length stands a resizable buffer, cut to the bytes in question for the duration of one call.

/** A view of the first n bytes of memory, for any n, made without allocating. */
export class Window {
	/** The bytes: all of them, or, between cut() and open(), the first n. */
	readonly bytes: Uint8Array;
	readonly capacity: number;
	private readonly buffer: ArrayBuffer;

	constructor(capacity: number) {
		this.capacity = capacity;
		this.buffer = new ArrayBuffer(capacity, { maxByteLength: capacity });
		this.bytes = new Uint8Array(this.buffer);
	}

	/** Leaves the first n bytes; the others are lost. Nothing may allocate until open(): a collection would take their memory. */
	cut(n: number): void {
		this.buffer.resize(n);
	}

	/** Back to full length. The first n bytes are as they were, the rest is zero. */
	open(): void {
		this.buffer.resize(this.capacity);
	}
}
