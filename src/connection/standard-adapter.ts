// Hot path, except the constructor. A socket class with only the methods of ECMA-419 reads and writes whole buffers,
// and `subarray` allocates. So this adapter copies through a resizable buffer, which has the required length during
// one call.
import type { Socket, StandardSocket } from "../host.js";

/** Reads to and writes from any part of memory through a socket of the standard. */
export class StandardAdapter implements Socket {
	protected io: StandardSocket;
	private readonly capacity: number;
	private readonly buffer: ArrayBuffer;
	private readonly window: Uint8Array;

	/** Allocates the buffer. @param capacity the maximum that is read or written at once. */
	constructor(io: StandardSocket, capacity: number) {
		this.io = io;
		this.capacity = capacity;
		this.buffer = new ArrayBuffer(capacity, { maxByteLength: capacity });
		this.window = new Uint8Array(this.buffer);
	}

	readInto(bytes: Uint8Array, at: number, count: number): void {
		this.buffer.resize(count);
		this.io.read(this.window);
		bytes.set(this.window, at);
		// Restores the full length at once, because a garbage collection would free the memory that was cut off.
		this.buffer.resize(this.capacity);
	}

	writeFrom(bytes: Uint8Array, at: number, count: number): number | undefined {
		let room: number | undefined;
		let whole = this.window;
		if (count > this.capacity) {
			// One write, because each may cost the socket more than its bytes. Only CONNECT, or a message as large,
			// may be this long, so allocating is acceptable.
			whole = bytes.slice(at, at + count);
		} else if (bytes.length <= this.capacity) {
			whole.set(bytes);
			if (at) whole.copyWithin(0, at, at + count);
			this.buffer.resize(count);
		} else {
			this.buffer.resize(count);
			for (let i = 0; i < count; i++) whole[i] = bytes[at + i];
		}
		try {
			room = this.io.write(whole);
		} catch {
			// If data and the end of the connection arrive together, lwIP's class calls onReadable first, and write()
			// throws there.
			room = undefined;
		}
		this.buffer.resize(this.capacity);
		return room;
	}

	close(): void {
		this.io.close();
	}
}
