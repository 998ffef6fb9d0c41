// The ECMA-419 TCP class over node:net, with the same contract as on a device: write() takes all bytes or throws,
// read() fills the buffer exactly, and onError comes only after all received bytes have been read. Hot path: the
// bytes written in one turn of the event loop are collected in one buffer and passed to Node.js when the turn ends.
import { createConnection, type Socket } from "node:net";
import { expectInside } from "../../inside.js";

export interface TCPOptions {
	address: string;
	host?: string;
	port: number;
	nodelay?: boolean;
	target?: unknown;
	onReadable?(this: TCP, count: number): void;
	onWritable?(this: TCP, count: number): void;
	onError?(this: TCP, detail?: string): void;
}

const SEND_BUFFER = 16_384;
/** When this many bytes are unread, reading pauses, so that TCP's flow control stops the peer. */
const RECEIVE_BUFFER = 65_536;
/** After close(), how many milliseconds the peer has to close as well. */
const LINGER = 2_000;
const NOTHING = new Uint8Array(0);

/** A TCP socket. */
export class TCP {
	readonly target: unknown;
	protected socket: Socket | undefined;
	private readonly options: TCPOptions;
	private received: Uint8Array = NOTHING;
	/** How many bytes of `received` have been read. */
	private position = 0;
	/** How many bytes the next write can take. */
	private room = 0;
	/** Bytes that were written and not yet passed to Node.js: `filled` of them. */
	private out: Buffer = Buffer.allocUnsafeSlow(SEND_BUFFER);
	private filled = 0;
	/** The other buffer: it replaces `out` while Node.js is still sending from that. */
	private spare: Buffer | undefined;
	/** A flush at the end of this turn is scheduled. */
	private due = false;
	/** Node.js is still sending. More bytes wait, because Node.js would only queue them. */
	private busy = false;
	/** The number of `onWritten` calls to ignore, for writes that Node.js completed at once. */
	private late = 0;
	private readonly onWritten = (error?: Error | null): void => this.written(error);
	/**
	 * An onWritable is scheduled. It is never called synchronously, because an app that writes in onWritable would
	 * not let other events in.
	 */
	private announcing = false;
	private readonly announce = (): void => {
		this.announcing = false;
		this.writable();
	};
	protected ready = false;
	private failed = false;
	/** The reason of the failure in words, if a subclass provides it. */
	private detail: string | undefined;

	constructor(options: TCPOptions) {
		this.options = options;
		this.target = options.target;
		const socket = this.open(options);
		this.socket = socket;
		socket.on("data", (data) => this.readable(data));
		// "end" counts as a failure at once. "close" would come only after all bytes were sent, and a peer that has
		// closed may never take them.
		socket.on("end", () => this.fail());
		socket.on("error", (error) => this.fail(error));
		socket.on("close", () => this.fail());
	}

	/** Connects. The subclass calls writable() when bytes can be sent. */
	protected open({ address: host, port, nodelay = true }: TCPOptions): Socket {
		return createConnection({ host, port, noDelay: nodelay }, () => this.writable());
	}

	/**
	 * Returns all received bytes, or `count` bytes, or fills `into`; undefined if nothing was received. Throws if
	 * fewer bytes were received than asked for.
	 */
	read(into?: number | ArrayBuffer | ArrayBufferView): ArrayBuffer | number | undefined {
		const available = this.received.length - this.position;
		if (available === 0) return;
		const target = typeof into === "object" ? bytesOf(into) : new Uint8Array(into ?? available);
		if (target.length === 0) throw new Error(`read: 0 bytes requested, ${available} available`);
		this.take(target, 0, target.length);
		return typeof into === "object" ? target.length : (target.buffer as ArrayBuffer);
	}

	/** Reads `count` received bytes into bytes[at, at + count). Throws a RangeError if that is outside `bytes`. */
	readInto(bytes: Uint8Array, at: number, count: number): number | undefined {
		expectInside(bytes, at, count);
		if (count === 0 || this.received.length === 0) return;
		this.take(bytes, at, count);
		return count;
	}

	private take(into: Uint8Array, at: number, count: number): void {
		const { received, position } = this;
		const available = received.length - position;
		if (count > available) throw new Error(`read: ${count} bytes requested, ${available} available`);
		copy(received, position, count, into, at);
		if (count < available) this.position += count;
		else this.forget();
		if (available >= RECEIVE_BUFFER && available - count < RECEIVE_BUFFER) this.socket?.resume();
		if (this.failed && count === available) setImmediate(() => this.fail());
	}

	private forget(): void {
		this.received = NOTHING;
		this.position = 0;
	}

	/**
	 * Takes all of `data`; throws if that is more than onWritable announced. Returns the room left, or undefined
	 * after a failure.
	 */
	write(data: ArrayBuffer | ArrayBufferView): number | undefined {
		const bytes = bytesOf(data);
		return this.put(bytes, 0, bytes.length);
	}

	/**
	 * Takes bytes[at, at + count), which must fit the room. Returns the room left, or undefined once the connection
	 * has failed or was closed. Throws a RangeError if the range is outside `bytes`.
	 */
	writeFrom(bytes: Uint8Array, at: number, count: number): number | undefined {
		expectInside(bytes, at, count);
		return this.put(bytes, at, count);
	}

	/** Copies the bytes, so the caller may reuse its memory as soon as this returns. */
	private put(bytes: Uint8Array, at: number, count: number): number | undefined {
		if (!this.socket || this.failed) return;
		if (count > this.room) throw new Error(`write: ${count} bytes, room for ${this.room}`);
		copy(bytes, at, count, this.out, this.filled);
		this.filled += count;
		this.room -= count;
		if (count && !this.due) {
			this.due = true;
			process.nextTick(flush, this);
		}
		return this.room;
	}

	/** Passes the collected bytes to Node.js at the end of the turn. */
	flush(): void {
		this.due = false;
		const { socket, out, filled } = this;
		if (!socket || this.busy || filled === 0) return;
		this.filled = 0;
		socket.write(out.subarray(0, filled), this.onWritten);
		if (socket.writableLength === 0) {
			this.late++;
			if (!this.announcing) setImmediate(this.announce);
			this.announcing = true;
		} else {
			this.busy = true;
			this.out = this.spare ?? Buffer.allocUnsafeSlow(SEND_BUFFER);
			this.spare = out;
		}
	}

	private written(error: Error | null | undefined): void {
		if (this.late) {
			this.late--;
			return;
		}
		this.busy = false;
		if (error) return;
		if (this.filled) this.flush();
		else this.writable();
	}

	/** Sends what was written, then closes. No callback follows. */
	close(): void {
		const socket = this.socket;
		this.socket = undefined;
		this.forget();
		if (!socket) return;
		if (!this.ready) socket.destroy();
		if (socket.destroyed) return;
		if (this.filled) socket.write(this.out.subarray(0, this.filled));
		// Destroying a socket with unread bytes would send RST, and the peer might lose the last bytes written. So
		// the socket is closed and drained first.
		socket.end();
		socket.resume();
		setTimeout(() => socket.destroy(), LINGER).unref();
	}

	private readable(data: Uint8Array): void {
		const socket = this.socket;
		if (!socket) return;
		const { received, position } = this;
		this.received = received.length ? Buffer.concat([received.subarray(position), data]) : data;
		this.position = 0;
		if (this.received.length >= RECEIVE_BUFFER) socket.pause();
		this.options.onReadable?.call(this, this.received.length);
	}

	/** Reports room to the app. */
	protected writable(): void {
		const socket = this.socket;
		if (!socket || this.failed) return;
		this.ready = true;
		this.room = SEND_BUFFER - this.filled - socket.writableLength;
		this.options.onWritable?.call(this, this.room);
	}

	/** Returns the detail for onError. */
	protected explain(_error: Error | undefined): string | undefined {
		return undefined;
	}

	private fail(error?: Error): void {
		const socket = this.socket;
		if (!socket) return;
		if (!this.failed) this.detail = this.explain(error);
		this.failed = true;
		if (this.received.length) return;
		this.socket = undefined;
		socket.destroy();
		if (this.detail === undefined) this.options.onError?.call(this);
		else this.options.onError?.call(this, this.detail);
	}
}

function bytesOf(data: ArrayBuffer | ArrayBufferView): Uint8Array {
	if (data instanceof Uint8Array) return data;
	return data instanceof ArrayBuffer
		? new Uint8Array(data)
		: new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** For few bytes, a loop is faster than creating a view. */
function copy(from: Uint8Array, start: number, count: number, to: Uint8Array, at: number): void {
	if (count > 64) to.set(from.subarray(start, start + count), at);
	else for (let i = 0; i < count; i++) to[at + i] = from[start + i];
}

function flush(socket: TCP): void {
	socket.flush();
}
