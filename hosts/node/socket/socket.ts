// The ECMA-419 TCP class over node:net, with the contract that it has on a device: write takes all or throws, read fills exactly,
// an error comes after what was received has been read.
import { createConnection, type Socket } from "node:net";

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
	private room = 0;
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
		const available = this.received.length;
		if (available === 0) return;
		const target = typeof into === "object" ? bytesOf(into) : new Uint8Array(into ?? available);
		const count = target.length;
		if (count === 0 || count > available) throw new Error(`read: ${count} bytes asked for, ${available} are there`);
		target.set(this.received.subarray(0, count));
		this.received = this.received.subarray(count);
		if (this.received.length < RECEIVE_BUFFER) this.socket?.resume();
		if (this.failed && this.received.length === 0) setImmediate(() => this.fail());
		return typeof into === "object" ? count : (target.buffer as ArrayBuffer);
	}

	/** Takes all of `data`, or throws if that is more than onWritable said; the room left, undefined after a failure. */
	write(data: ArrayBuffer | ArrayBufferView): number | undefined {
		const socket = this.socket;
		if (!socket || this.failed) return;
		// Copied: the caller's memory is the caller's again when this returns.
		const bytes = bytesOf(data).slice();
		if (bytes.length > this.room) throw new Error(`write: ${bytes.length} bytes, room for ${this.room}`);
		this.room -= bytes.length;
		socket.write(bytes, (error) => {
			if (!error) this.writable();
		});
		return this.room;
	}

	/** Closes after what was written; no callback comes after it. */
	close(): void {
		const socket = this.socket;
		this.socket = undefined;
		this.received = NOTHING;
		if (!socket) return;
		if (!this.ready) socket.destroy();
		if (socket.destroyed) return;
		// Destroyed with something unread, it would reset the connection, and the peer might lose what was written last.
		socket.end();
		socket.resume();
		setTimeout(() => socket.destroy(), LINGER).unref();
	}

	private readable(data: Uint8Array): void {
		const socket = this.socket;
		if (!socket) return;
		const { received } = this;
		this.received = received.length ? Buffer.concat([received, data]) : data;
		if (this.received.length >= RECEIVE_BUFFER) socket.pause();
		this.options.onReadable?.call(this, this.received.length);
	}

	protected writable(): void {
		const socket = this.socket;
		if (!socket || this.failed) return;
		this.ready = true;
		this.room = Math.max(0, SEND_BUFFER - socket.writableLength);
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
	return data instanceof ArrayBuffer
		? new Uint8Array(data)
		: new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
