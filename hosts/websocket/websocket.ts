// A WebSocket (RFC 6455) on top of another socket. The client uses it like a TCP socket. Opening is set-up
// (opening.ts). Everything after that is the hot path and allocates nothing. Outgoing bytes are copied into a binary
// frame in memory of its own, because masking must not change the client's bytes, and sent with one write. Incoming
// bytes are not copied: see incoming.ts.

import type { Socket, SocketOptions, StandardSocket, Timers } from "../../src/host.js";
import { expectInside } from "../inside.js";
import { CloseCode, Frame, Length, Shared, Size, State } from "./frames.js";
import { Incoming } from "./incoming.js";
import { Opening } from "./opening.js";
import { PiecewiseAdapter } from "./piecewise-adapter.js";
import { type Settings, targetOf } from "./settings.js";

interface WebSocketOptions {
	address: string;
	host?: string;
	port: number;
	nodelay?: boolean;
	target?: unknown;
	/** The settings from layer(). */
	websocket: Settings;
	onReadable?(this: WebSocket, count: number): void;
	onWritable?(this: WebSocket, count: number): void;
	onError?(this: WebSocket, detail?: string): void;
}

/** A WebSocket, with the same contract as a TCP socket. */
export class WebSocket extends Incoming implements StandardSocket, Socket {
	/** The longest payload of one frame; negative while there is no connection. */
	private longest: number;
	/**
	 * The part of the underlying room that headers may take. With `little` room or less, the client is offered one
	 * frame only.
	 */
	private overhead: number;
	private little: number;
	/** The most room that the underlying socket has ever reported. */
	private most: number;
	private readonly onWritable: (count: number) => void;
	private readonly onError: (detail?: string) => void;
	readonly target: unknown;
	private readonly settings: Settings;
	private readonly inner: StandardSocket;
	private opening: Opening | undefined;

	/**
	 * Options of TCP, and those of layer(). Throws whatever the underlying socket's constructor and the app's `path`
	 * and `headers` functions throw.
	 */
	constructor(options: WebSocketOptions) {
		super();
		const { websocket: settings, address, host = address, port } = options;
		const memory = new ArrayBuffer(Shared.Size);
		// The most used properties come first, because the engine searches them in order of creation.
		this.start = new Uint8Array(memory, 0, 2);
		this.io = undefined as never;
		this.readInto = settings.frames.readInto;
		this.target = options.target;
		this.frames = settings.frames;
		this.frame = settings.frame;
		this.longest = -1;
		this.room = 0;
		// Until writable() is called, after an answer that left less room than a header takes.
		this.little = this.overhead = Size.Header;
		this.onReadable = options.onReadable ?? nothing;
		this.shared = new Uint8Array(memory, Shared.Whole, 2);
		this.enter(State.Opening);
		this.header = new Uint8Array(memory, 0, Size.ServerHeader);
		this.announced = this.unread = this.held = this.rest = 0;
		this.isFragmented = this.behind = false;
		this.control = new Uint8Array(Length.Short);
		this.taken = this.pong = this.most = 0;
		this.onWritable = options.onWritable ?? nothing;
		this.onError = options.onError ?? nothing;
		this.settings = settings;
		this.opening = new Opening(settings.frames, targetOf(settings, host, port));
		this.alarm = undefined;
		const inner = new settings.over.io({
			nodelay: options.nodelay ?? true,
			...settings.over,
			address,
			host,
			port,
			target: this,
			onReadable: settings.onReadable,
			onWritable,
			onError,
		} as SocketOptions as never) as StandardSocket & Partial<Socket>;
		this.inner = inner;
		this.io = inner.writeFrom ? (inner as Socket) : new PiecewiseAdapter(inner, this.frame.length);
	}

	// Called by the client

	/**
	 * Takes bytes[at, at + count), which must fit the room. Returns the room left, or undefined once the connection
	 * has failed or was closed. Throws a RangeError if the range is outside `bytes`.
	 */
	writeFrom(bytes: Uint8Array, at: number, count: number): number | undefined {
		// The unsigned comparison also sends 0 and invalid counts to writeLong().
		if ((count - 1) >>> 0 >= this.longest) return this.writeLong(bytes, at, count);
		const frame = this.frame;
		const room = this.io.writeFrom(frame, 0, this.frames.frame(frame, Frame.Binary, bytes, at, count)) as number;
		this.room = room;
		if (room > this.little) return room - this.overhead;
		return room === undefined ? room : this.free();
	}

	/** Sends data that is longer than a frame in several frames. */
	private writeLong(bytes: Uint8Array, at: number, count: number): number | undefined {
		let room: number | undefined;
		if (this.longest < 0) return;
		expectInside(bytes, at, count);
		if (!count) return this.free();
		if (count > this.free() && this.room !== undefined)
			throw new Error("write: " + count + " bytes, room for " + this.free());
		do {
			const part = Math.min(count, this.longest);
			room = this.writeFrom(bytes, at, part);
			at += part;
			count -= part;
		} while (count && room !== undefined);
		return room;
	}

	/**
	 * Returns the received bytes of one frame, or `count` bytes, or fills `into`; undefined if nothing was received.
	 * Throws if fewer bytes are available.
	 */
	read(into?: number | ArrayBuffer | ArrayBufferView): ArrayBuffer | number | undefined {
		const isBuffer = typeof into === "object";
		const there = this.shared[0] || this.announced;
		if (!there) return;
		const bytes = isBuffer ? bytesOf(into) : new Uint8Array(into ?? there);
		if (!bytes.length) throw new Error("read: 0 bytes requested");
		this.readInto(bytes, 0, bytes.length);
		return isBuffer ? bytes.length : (bytes.buffer as ArrayBuffer);
	}

	/** Takes all of `data`, which must fit the room. Returns the room left, or undefined after a failure. */
	write(data: ArrayBuffer | ArrayBufferView): number | undefined {
		const bytes = bytesOf(data);
		return this.writeFrom(bytes, 0, bytes.length);
	}

	/** Closes after sending what was written and a close frame. No callback follows. */
	close(): void {
		if (this.state === State.Closed) return;
		this.say(CloseCode.Normal);
		this.drop();
	}

	// Called by the underlying socket

	/** The underlying socket has room for `count` bytes. @internal */
	writable(count: number): void {
		if (this.state === State.Closed) return;
		this.room = count;
		if (this.opening) return this.ask(this.opening);
		if (count > this.most) {
			const { frame, further } = this.settings;
			this.most = count;
			// The number of frames for as many bytes as the room takes, so that the client is never offered more than
			// fits with all headers.
			const several = Math.ceil(count / frame.length);
			const overhead = several * Size.Header + (several - 1) * further;
			this.overhead = overhead;
			// With this room or less, a single frame is offered, so that the client is never told of more room than there
			// is, nor of less than nothing.
			this.little = count - overhead > frame.length ? overhead + frame.length - Size.Header : overhead;
		}
		if (this.pong) this.sendPong();
		this.tell();
		// The client may have read the bytes that it left before.
		if (this.unread) this.goOn();
	}

	/** The connection is lost. Everything that arrived has been read. @internal */
	lost(detail: string | undefined): void {
		if (this.state === State.Closed) return;
		const isOpening = this.opening;
		this.drop();
		this.onError(detail ?? (isOpening && "closed during the WebSocket handshake"));
	}

	// Opening

	/** Writes as much of the request as there is room for. */
	private ask(opening: Opening): void {
		const request = opening.request;
		let room = this.room as number;
		while (room > 0 && opening.sent < request.length) {
			const part = Math.min(room, request.length - opening.sent);
			room = this.io.writeFrom(request, opening.sent, part) as number;
			opening.sent += part;
		}
		this.room = room;
	}

	protected override hear(): boolean {
		const opening = this.opening as Opening;
		let verdict: string | undefined;
		do {
			const count = Math.min(opening.missing(), this.unread);
			if (!count) return false;
			this.io.readInto(opening.piece, 0, count);
			this.unread -= count;
			verdict = opening.take(count);
		} while (verdict === undefined);
		if (verdict) return this.fail("no WebSocket: " + verdict, 0);
		const unread = this.unread;
		this.opening = undefined;
		this.longest = this.frame.length - Size.Header;
		this.enter(State.Within);
		// The caller continues with these bytes, so writable() must not.
		this.unread = 0;
		if ((this.room as number) > Size.Header) this.writable(this.room as number);
		if ((this.state as State) === State.Closed) return false;
		this.unread = unread;
		return true;
	}

	// Sending

	/** The room that the client is offered. */
	private free(): number {
		const room = this.room as number;
		if (room > this.little) return room - this.overhead;
		return this.little > this.overhead && room > Size.Header ? Math.min(room, this.frame.length) - Size.Header : 0;
	}

	protected override tell(): void {
		// The caller continues with the bytes that follow.
		this.behind = false;
		this.onWritable(this.free());
	}

	protected override timer(): Timers {
		return this.settings.timer;
	}

	// Closing

	protected override fail(detail: string, code: number): false {
		if (code) this.say(code);
		this.drop();
		this.onError(detail);
		return false;
	}

	/** Sends a close frame with a code, if the WebSocket is open and there is room. */
	private say(code: number): void {
		const control = this.control;
		if (this.longest < 0 || (this.room as number) < Size.Header) return;
		control[0] = code >> 8;
		control[1] = code & 255;
		this.writeControl(Frame.Close, code === CloseCode.None ? 0 : 2);
	}

	private drop(): void {
		this.enter(State.Closed);
		this.shared[0] = 0;
		this.longest = -1;
		this.announced = this.unread = this.rest = this.pong = 0;
		this.behind = false;
		this.opening = undefined;
		if (this.alarm) this.settings.timer.clear(this.alarm);
		this.alarm = undefined;
		this.inner.close();
	}
}

function bytesOf(data: ArrayBuffer | ArrayBufferView): Uint8Array {
	if (data instanceof Uint8Array) return data;
	return data instanceof ArrayBuffer
		? new Uint8Array(data)
		: new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function nothing(): void {}

// Callbacks of the underlying socket: `this` is that socket, its target the WebSocket.

interface Beneath {
	readonly target: WebSocket;
}

function onWritable(this: Beneath, count: number): void {
	this.target.writable(count);
}

function onError(this: Beneath, detail?: string): void {
	this.target.lost(detail);
}
