// Hot path, but for the constructor. A socket class that has only the methods of ECMA-419 reads and writes whole buffers, and `subarray`
// allocates. So between it and our memory stands a resizable buffer, cut to the bytes in question for the duration of one call.
import type { Socket, StandardSocket } from "../host.js";

/** Reads to and writes from any part of memory, by way of a socket of the standard. */
export class StandardAdapter implements Socket {
	protected io: StandardSocket;
	private readonly capacity: number;
	private readonly buffer: ArrayBuffer;
	private readonly window: Uint8Array;

	/** @param capacity the most that is ever read or written. Allocates as much. */
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
		// Back to full length at once: a collection would take the memory that is cut off.
		this.buffer.resize(this.capacity);
	}

	writeFrom(bytes: Uint8Array, at: number, count: number): number | undefined {
		let room: number | undefined;
		let whole = this.window;
		if (count > this.capacity) {
			// In one write all the same, as each may cost the socket more than its bytes. That is CONNECT, or a message as large: it may allocate.
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
			// When data and the end of the connection arrive together, lwIP's class has us read first, and then throws.
			room = undefined;
		}
		this.buffer.resize(this.capacity);
		return room;
	}

	close(): void {
		this.io.close();
	}
}
