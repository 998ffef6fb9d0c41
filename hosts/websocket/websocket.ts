// A WebSocket (RFC 6455) as a socket over another one: to a client it is the same as TCP. Opening it is set-up (opening.ts); from there on all is the hot path,
// and nothing is allocated. A client's bytes go out in binary frames, each with one write, from memory of its own, as what a client
// writes from must stay as it is. What comes in is not copied: see incoming.ts.

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
	/** Of layer(). */
	websocket: Settings;
	onReadable?(this: WebSocket, count: number): void;
	onWritable?(this: WebSocket, count: number): void;
	onError?(this: WebSocket, detail?: string): void;
}

/** A WebSocket, with the contract of a TCP socket. */
export class WebSocket extends Incoming implements StandardSocket, Socket {
	/** The most that goes into one frame; negative while there is no connection. */
	private longest: number;
	/** How much of the room beneath frames may take, beside what is in them; where there is no more room than `little`, that is one frame. */
	private overhead: number;
	private little: number;
	/** The most room that there has been beneath. */
	private most: number;
	private readonly onWritable: (count: number) => void;
	private readonly onError: (detail?: string) => void;
	readonly target: unknown;
	private readonly settings: Settings;
	private readonly inner: StandardSocket;
	private opening: Opening | undefined;

	/** Options as TCP's, and those of layer(). Throws what the constructor of the socket beneath throws, and `path` and `headers` of an app's. */
	constructor(options: WebSocketOptions) {
		super();
		const { websocket: settings, address, host = address, port } = options;
		const memory = new ArrayBuffer(Shared.Size);
		// Those used most come first: the engine looks for a property from the first one on.
		this.start = new Uint8Array(memory, 0, 2);
		this.io = undefined as never;
		this.readInto = settings.frames.readInto;
		this.target = options.target;
		this.frames = settings.frames;
		this.frame = settings.frame;
		this.longest = -1;
		this.room = this.little = this.overhead = 0;
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

	// What a client calls

	/**
	 * Takes bytes[at, at + count), which must fit the room; the room left, undefined once the connection has failed or was closed.
	 * Throws a RangeError if that is not inside.
	 */
	writeFrom(bytes: Uint8Array, at: number, count: number): number | undefined {
		// Nothing, or what is no count, is not for a frame either.
		if ((count - 1) >>> 0 >= this.longest) return this.writeLong(bytes, at, count);
		const frame = this.frame;
		const room = this.io.writeFrom(frame, 0, this.frames.frame(frame, Frame.Binary, bytes, at, count)) as number;
		this.room = room;
		if (room > this.little) return room - this.overhead;
		return room === undefined ? room : this.free();
	}

	/** What is longer than a frame goes in several. */
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

	/** All there is of one frame, or `count` bytes, or as many as `into` has; undefined if there is nothing. Throws if there is less. */
	read(into?: number | ArrayBuffer | ArrayBufferView): ArrayBuffer | number | undefined {
		const isBuffer = typeof into === "object";
		const there = this.shared[0] || this.announced;
		if (!there) return;
		const bytes = isBuffer ? bytesOf(into) : new Uint8Array(into ?? there);
		if (!bytes.length) throw new Error("read: 0 bytes asked for");
		this.readInto(bytes, 0, bytes.length);
		return isBuffer ? bytes.length : (bytes.buffer as ArrayBuffer);
	}

	/** Takes all of `data`, which must fit the room; the room left, undefined after a failure. */
	write(data: ArrayBuffer | ArrayBufferView): number | undefined {
		const bytes = bytesOf(data);
		return this.writeFrom(bytes, 0, bytes.length);
	}

	/** Closes after what was written, and says so to the server; no callback comes after it. */
	close(): void {
		if (this.state === State.Closed) return;
		this.say(CloseCode.Normal);
		this.drop();
	}

	// The socket beneath

	/** There is room for `count` bytes beneath. @internal */
	writable(count: number): void {
		if (this.state === State.Closed) return;
		this.room = count;
		if (this.opening) return this.ask(this.opening);
		if (count > this.most) {
			const { frame, further } = this.settings;
			this.most = count;
			// What a client has room for never takes more frames than this.
			const several = Math.ceil(count / frame.length);
			const overhead = several * Size.Header + (several - 1) * further;
			this.overhead = overhead;
			// Where there is less room, the client must not be told of more.
			this.little = count - overhead > frame.length ? frame.length : overhead;
		}
		if (this.pong) this.sendPong();
		this.tell();
		// It may have read what it had left.
		if (this.unread) this.goOn();
	}

	/** The connection is lost. All that came has been read. @internal */
	lost(detail: string | undefined): void {
		if (this.state === State.Closed) return;
		const isOpening = this.opening;
		this.drop();
		this.onError(detail ?? (isOpening && "closed during the WebSocket handshake"));
	}

	// Opening

	/** Writes the request, as far as there is room. */
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
		// Whoever called this goes on.
		this.unread = 0;
		if ((this.room as number) > Size.Header) this.writable(this.room as number);
		if ((this.state as State) === State.Closed) return false;
		this.unread = unread;
		return true;
	}

	// Out

	/** What the client has room for. */
	private free(): number {
		const room = this.room as number;
		if (room > this.little) return room - this.overhead;
		return this.little > this.overhead && room > Size.Header ? room - Size.Header : 0;
	}

	protected override tell(): void {
		// Whoever calls this goes on with what is behind.
		this.behind = false;
		this.onWritable(this.free());
	}

	protected override timer(): Timers {
		return this.settings.timer;
	}

	// The end

	protected override fail(detail: string, code: number): false {
		if (code) this.say(code);
		this.drop();
		this.onError(detail);
		return false;
	}

	/** Says to the server why the WebSocket is closed, if it is open and there is room. */
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

// The callbacks of the socket beneath: `this` is that, its target the WebSocket.

interface Beneath {
	readonly target: WebSocket;
}

function onWritable(this: Beneath, count: number): void {
	this.target.writable(count);
}

function onError(this: Beneath, detail?: string): void {
	this.target.lost(detail);
}
