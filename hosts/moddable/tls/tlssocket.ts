// "mote-mqtt/tlssocket": TLS 1.2 as an ECMA-419 socket, over a TCP. What is said is up to a Conversation; here is what of it has room, what has come,
// and when the app is told: whatever is wrong ends in one onError. Set-up until the handshake is complete; the hot path after. The `try` around what
// ssl/session does, 52 bytes of C heap, is what it takes to be sure of its exceptions.

import TCP from "mote-mqtt/socket";
import Timer from "timer";
import { expectInside } from "../../inside.js";
import type { Secure } from "../../tls-options.js";
import { Alert } from "./alerts.js";
import { Conversation } from "./conversation.js";
import { RecordType } from "./handshake.js";
import { RecordReader } from "./record-reader.js";
import { fitting } from "./record-size.js";

interface TLSSocketOptions {
	address: string;
	host?: string;
	port: number;
	secure: Secure;
	target?: unknown;
	onReadable?(this: TLSSocket, count: number): void;
	onWritable?(this: TLSSocket, count: number): void;
	onError?(this: TLSSocket, detail: string): void;
}

const enum Phase {
	/** The TCP is not connected. */
	Connecting = 0,
	Handshake = 1,
	/** Both Finished have come; the app is told once there is room for something to write. */
	Complete = 2,
	Open = 3,
	/** Failed, and told so; or closed. */
	Closed = 4,
}

/** A TLS socket: the contract of TCP, with a peer that is known, and data that nobody else can read or change. */
export default class TLSSocket {
	readonly target: unknown;
	private readonly onReadable: TLSSocketOptions["onReadable"];
	private readonly onWritable: TLSSocketOptions["onWritable"];
	private readonly onError: TLSSocketOptions["onError"];
	private readonly secure: Secure;
	/** Of the server. */
	private readonly name: string;
	private readonly tcp: InstanceType<typeof TCP>;
	private phase: Phase;
	/** Once the TCP is connected. */
	private conversation!: Conversation;
	/** What the TCP has received and we have not read: announced once, so remembered. */
	private unread: number;
	/** What the TCP has room for; negative once it has failed. */
	private room: number;
	private readonly reader: RecordReader;
	/** Received data, which the app has read up to `position`. */
	private data: Uint8Array | undefined;
	private position: number;
	/** Why nothing more can be received. Told once `data` has been read. */
	private failure: string | undefined;
	/** What to tell the peer then; negative: nothing. */
	private alert: number;
	/** In a callback, after which will be done what read() leaves to be done. */
	private busy: boolean;

	/** Options as TCP's; `secure` is of takeSecure(). Throws what the constructor of TCP throws. */
	constructor(options: TLSSocketOptions) {
		const { secure, address, host = address } = options;
		this.target = options.target;
		this.onReadable = options.onReadable;
		this.onWritable = options.onWritable;
		this.onError = options.onError;
		this.secure = secure;
		this.name = secure.serverName ?? host;
		this.reader = new RecordReader();
		this.phase = this.unread = this.room = this.position = this.alert = 0;
		this.data = this.failure = undefined;
		this.busy = false;
		this.tcp = new TCP({
			...options,
			host,
			target: this,
			onReadable: onTCPReadable,
			onWritable: onTCPWritable,
			onError: onTCPError,
		});
	}

	/**
	 * All there is of one record, or `count` bytes, or as many as `into` has; undefined if there is nothing. Throws if there is
	 * less.
	 */
	read(into?: number | ArrayBuffer | ArrayBufferView): ArrayBuffer | number | undefined {
		const { data } = this;
		if (!data) return;
		const target = into instanceof Uint8Array ? into : bytesOf(into ?? data.length - this.position);
		if (target.length === 0) throw new Error("read: 0 bytes asked for");
		this.copy(data, target, 0, target.length);
		return typeof into === "object" ? target.length : (target.buffer as ArrayBuffer);
	}

	/**
	 * Reads `count` bytes, which must be there, into bytes[at, at + count); undefined if there is nothing. Throws a RangeError if that is
	 * not inside.
	 */
	readInto(bytes: Uint8Array, at: number, count: number): number | undefined {
		expectInside(bytes, at, count);
		const { data } = this;
		if (!data || count === 0) return;
		this.copy(data, bytes, at, count);
		return count;
	}

	private copy(data: Uint8Array, into: Uint8Array, at: number, count: number): void {
		const { position } = this;
		const left = data.length - position;
		if (count > left) throw new Error(`read: ${count} bytes asked for, ${left} are there`);
		into.set(count === data.length ? data : data.subarray(position, position + count), at);
		this.position += count;
		if (count === left) {
			this.position = 0;
			this.data = undefined;
			if (!this.busy && (this.unread || this.failure !== undefined)) Timer.set(() => this.advance(), 0);
		}
	}

	/** Takes all of `data`, or throws if that is more than onWritable said; the room left, undefined after a failure. */
	write(data: ArrayBuffer | ArrayBufferView): number | undefined {
		if (this.phase === Phase.Closed || this.room < 0) return;
		const room = this.capacity();
		if (data.byteLength > room) throw new Error(`write: ${data.byteLength} bytes, room for ${room}`);
		// A record without data would tell the peer nothing.
		if (data.byteLength === 0) return room;
		this.send(RecordType.applicationData, data);
		return this.room < 0 ? undefined : this.capacity();
	}

	/**
	 * Takes bytes[at, at + count), which must fit the room; the room left, undefined once the connection has failed or was closed.
	 * Throws a RangeError if that is not inside.
	 */
	writeFrom(bytes: Uint8Array, at: number, count: number): number | undefined {
		expectInside(bytes, at, count);
		return this.write(count === bytes.length ? bytes : bytes.subarray(at, at + count));
	}

	/** Closes after what was written, and says so to the peer; no callback comes after it. */
	close(): void {
		if (this.phase === Phase.Closed) return;
		if (this.phase === Phase.Open) this.tell(1, Alert.closeNotify);
		this.release();
	}

	/** What can be written at once, in bytes. */
	private capacity(): number {
		return this.phase === Phase.Open ? Math.max(0, fitting(this.room)) : 0;
	}

	// The TCP's events

	/** There are `count` bytes to be read. */
	readable(count: number): void {
		if (this.phase === Phase.Closed) return;
		this.unread = count;
		this.advance();
	}

	/** There is room for `count` bytes. */
	writable(count: number): void {
		if (this.phase === Phase.Closed) return;
		this.room = count;
		if (this.phase === Phase.Connecting) this.begin();
		else this.flush();
		this.busy = true;
		this.announce();
		this.busy = false;
		this.advance();
	}

	/** The connection is lost. What was received before can still be read. */
	lost(): void {
		if (this.phase === Phase.Closed) return;
		if (this.phase < Phase.Open) this.unread = 0;
		this.failure ??= this.phase === Phase.Connecting ? "connection failed" : "connection lost";
		this.room = this.alert = -1;
		this.advance();
	}

	/** Reads records, until the app has something to read, or there is no more. */
	private advance(): void {
		if (this.busy) return;
		this.busy = true;
		// Who speaks before ClientHello has to wait for it.
		while (this.unread && !this.data && this.phase !== Phase.Complete && this.phase !== Phase.Connecting) {
			this.readRecord();
			// It may have changed.
			const data = this.data as Uint8Array | undefined;
			if ((this.phase as Phase) === Phase.Complete) this.announce();
			else if (data) this.onReadable?.(data.length);
		}
		this.busy = false;
		if (this.failure !== undefined && !this.data && !this.unread) this.fail(this.failure);
	}

	/** The app may write: for the first time, once the handshake is complete and all of it sent. */
	private announce(): void {
		const { secure } = this;
		if (this.phase === Phase.Complete && !this.conversation.waiting.packets.length && fitting(this.room) > 0) {
			this.phase = Phase.Open;
			if (this.conversation.fresh) secure.onSession?.(secure.session!);
		}
		const count = this.capacity();
		if (count) this.onWritable?.(count);
	}

	/** Ends the connection, and says why. */
	private fail(detail: string): void {
		if (this.phase === Phase.Closed) return;
		if (this.alert >= 0) this.tell(this.alert ? 2 : 1, this.alert);
		this.release();
		this.onError?.(detail);
	}

	/** Nothing more can be received, as `detail` says; the peer will be told `alert`. */
	private doom(detail: string, alert: number): void {
		this.failure ??= detail;
		this.alert = alert;
		this.unread = 0;
	}

	private release(): void {
		this.phase = Phase.Closed;
		this.data = undefined;
		this.unread = 0;
		this.tcp.close();
	}

	// Records

	/** Begins the conversation. Exceptions end here. */
	private begin(): void {
		this.phase = Phase.Handshake;
		try {
			this.conversation = new Conversation(this.secure, this.name);
			this.conversation.begin();
			this.flush();
		} catch (error) {
			this.doom((error as Error).message, -1);
		}
	}

	/** Reads what is missing of a record, and has it acted upon once it is complete. Exceptions end here. */
	private readRecord(): void {
		const { conversation } = this;
		let record: Uint8Array | undefined;
		try {
			const count = Math.min(this.reader.missing(), this.unread);
			this.unread -= count;
			record = this.reader.read(this.tcp, count);
		} catch (error) {
			conversation.explain(error as Error);
		}
		// Not from within: the stack of an ESP8266 is small, and certificates take much of it.
		if (record) conversation.take(record);
		if (conversation.failure !== undefined) this.doom(conversation.failure, conversation.alert);
		else {
			this.data = conversation.data;
			conversation.data = undefined;
			if (this.phase === Phase.Handshake) this.progress();
		}
	}

	/** Sends what is next in the handshake. */
	private progress(): void {
		this.flush();
		if (this.conversation.isComplete()) this.phase = Phase.Complete;
	}

	/** Sends an alert, if it can go at once. */
	private tell(level: number, description: number): void {
		if (this.phase > Phase.Connecting && fitting(this.room) >= 2 && !this.conversation.waiting.packets.length)
			this.send(RecordType.alert, Uint8Array.of(level, description));
	}

	private send(type: RecordType, data: ArrayBuffer | ArrayBufferView): void {
		try {
			this.room = this.tcp.write(this.conversation.seal(type, data)) ?? -1;
		} catch {
			this.room = -1;
			this.doom("cipher failed", -1);
			Timer.set(() => this.advance(), 0);
		}
	}

	/** Writes what is waiting, as far as there is room. */
	private flush(): void {
		const { packets } = this.conversation.waiting;
		while (packets.length && this.room > 0) {
			let packet = packets[0];
			if (packet.length > this.room) {
				packets[0] = packet.subarray(this.room);
				packet = packet.subarray(0, this.room);
			} else packets.shift();
			this.room = this.tcp.write(packet) ?? -1;
		}
	}
}

function bytesOf(into: number | ArrayBuffer | ArrayBufferView): Uint8Array {
	return ArrayBuffer.isView(into)
		? new Uint8Array(into.buffer, into.byteOffset, into.byteLength)
		: new Uint8Array(into as ArrayBuffer);
}

// The TCP's callbacks: `this` is the TCP, its target the socket.

type TCPSocket = { readonly target: TLSSocket };

function onTCPReadable(this: TCPSocket, count: number): void {
	this.target.readable(count);
}

function onTCPWritable(this: TCPSocket, count: number): void {
	this.target.writable(count);
}

function onTCPError(this: TCPSocket): void {
	this.target.lost();
}
