// The ECMA-419 TCP class over node:net, with the contract that it has on a device: write takes all or throws, read fills exactly,
// an error comes after what was received has been read. Hot path: what is written in one turn is copied into one buffer, and handed
// over once the turn ends.
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
/** With so many bytes unread, the peer has to wait. */
const RECEIVE_BUFFER = 65_536;
/** Milliseconds that the peer has to close, once we have. */
const LINGER = 2_000;
const NOTHING = new Uint8Array(0);

/** A TCP socket. */
export class TCP {
	readonly target: unknown;
	protected socket: Socket | undefined;
	private readonly options: TCPOptions;
	private received: Uint8Array = NOTHING;
	/** What of `received` has been read. */
	private position = 0;
	/** What can be written at once. */
	private room = 0;
	/** What was written and not handed over. */
	private out: Buffer = Buffer.allocUnsafeSlow(SEND_BUFFER);
	private filled = 0;
	/** Takes its place while Node.js has not done with it. */
	private spare: Buffer | undefined;
	/** It will be handed over when the turn ends. */
	private due = false;
	/** Node.js has not done with what it has; until then, it would not begin with more. */
	private busy = false;
	/** Calls of `onWritten` that are still to come for what Node.js had done with at once. */
	private late = 0;
	private readonly onWritten = (error?: Error | null): void => this.written(error);
	/** Room will be told of: not at once, or who writes whenever there is room would never hear. */
	private announcing = false;
	private readonly announce = (): void => {
		this.announcing = false;
		this.writable();
	};
	protected ready = false;
	private failed = false;
	/** What went wrong, in words, where the class tells. */
	private detail: string | undefined;

	constructor(options: TCPOptions) {
		this.options = options;
		this.target = options.target;
		const socket = this.open(options);
		this.socket = socket;
		socket.on("data", (data) => this.readable(data));
		// Not only when all is over: a peer that has closed may never take what is still to be sent.
		socket.on("end", () => this.fail());
		socket.on("error", (error) => this.fail(error));
		socket.on("close", () => this.fail());
	}

	/** Connects: writable() is to be called once bytes can be sent. */
	protected open({ address: host, port, nodelay = true }: TCPOptions): Socket {
		return createConnection({ host, port, noDelay: nodelay }, () => this.writable());
	}

	/** All there is, or `count` bytes, or as many as `into` has; undefined if there is nothing. Throws if there is less. */
	read(into?: number | ArrayBuffer | ArrayBufferView): ArrayBuffer | number | undefined {
		const available = this.received.length - this.position;
		if (available === 0) return;
		const target = typeof into === "object" ? bytesOf(into) : new Uint8Array(into ?? available);
		if (target.length === 0) throw new Error(`read: 0 bytes asked for, ${available} are there`);
		this.take(target, 0, target.length);
		return typeof into === "object" ? target.length : (target.buffer as ArrayBuffer);
	}

	/** Reads `count` bytes, which must be there, into bytes[at, at + count). Throws a RangeError if that is not inside. */
	readInto(bytes: Uint8Array, at: number, count: number): number | undefined {
		expectInside(bytes, at, count);
		if (count === 0 || this.received.length === 0) return;
		this.take(bytes, at, count);
		return count;
	}

	private take(into: Uint8Array, at: number, count: number): void {
		const { received, position } = this;
		const available = received.length - position;
		if (count > available) throw new Error(`read: ${count} bytes asked for, ${available} are there`);
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

	/** Takes all of `data`, or throws if that is more than onWritable said; the room left, undefined after a failure. */
	write(data: ArrayBuffer | ArrayBufferView): number | undefined {
		const bytes = bytesOf(data);
		return this.put(bytes, 0, bytes.length);
	}

	/**
	 * Takes bytes[at, at + count), which must fit the room; the room left, undefined once the connection has failed or was closed.
	 * Throws a RangeError if that is not inside.
	 */
	writeFrom(bytes: Uint8Array, at: number, count: number): number | undefined {
		expectInside(bytes, at, count);
		return this.put(bytes, at, count);
	}

	/** Copies: the caller's memory is the caller's again when this returns. */
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

	/** Hands over what was written, as the turn has ended. */
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

	/** Closes after what was written; no callback comes after it. */
	close(): void {
		const socket = this.socket;
		this.socket = undefined;
		this.forget();
		if (!socket) return;
		if (!this.ready) socket.destroy();
		if (socket.destroyed) return;
		if (this.filled) socket.write(this.out.subarray(0, this.filled));
		// Destroyed with something unread, it would reset the connection, and the peer might lose what was written last.
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

	/** Tells of room. */
	protected writable(): void {
		const socket = this.socket;
		if (!socket || this.failed) return;
		this.ready = true;
		this.room = SEND_BUFFER - this.filled - socket.writableLength;
		this.options.onWritable?.call(this, this.room);
	}

	/** What onError is to say. */
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

/** Loops are faster than a view on few bytes. */
function copy(from: Uint8Array, start: number, count: number, to: Uint8Array, at: number): void {
	if (count > 64) to.set(from.subarray(start, start + count), at);
	else for (let i = 0; i < count; i++) to[at + i] = from[start + i];
}

function flush(socket: TCP): void {
	socket.flush();
}
