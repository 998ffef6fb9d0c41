// "mote-mqtt/tlssocket": TLS 1.2 as an ECMA-419 socket, over a TCP socket. Conversation implements the protocol; this
// file handles room, incoming bytes and callbacks. Every error leads to one onError. Set-up until the handshake is
// complete, hot path afterwards. The `try` around ssl/session costs 52 bytes of C heap and is necessary, because
// ssl/session throws on invalid records.

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
	/** The TCP socket is not connected yet. */
	Connecting = 0,
	Handshake = 1,
	/** Both Finished have been received. The app is told once there is room for data. */
	Complete = 2,
	Open = 3,
	/** Failed (the app was told), or closed by the app. */
	Closed = 4,
}

/** A TLS socket with the same contract as a TCP socket. */
export default class TLSSocket {
	readonly target: unknown;
	private readonly onReadable: TLSSocketOptions["onReadable"];
	private readonly onWritable: TLSSocketOptions["onWritable"];
	private readonly onError: TLSSocketOptions["onError"];
	private readonly secure: Secure;
	/** The server's name. */
	private readonly name: string;
	private readonly tcp: InstanceType<typeof TCP>;
	private phase: Phase;
	/** Created once the TCP socket is connected. */
	private conversation!: Conversation;
	/** Unread bytes in the TCP socket. It announces them only once, so they are counted here. */
	private unread: number;
	/** Room in the TCP socket; negative once it has failed. */
	private room: number;
	private readonly reader: RecordReader;
	/** Received data. The app has read it up to `position`. */
	private data: Uint8Array | undefined;
	private position: number;
	/** Why nothing more can be received. Reported once `data` has been read. */
	private failure: string | undefined;
	/** The alert to send then; negative for none. */
	private alert: number;
	/** A callback is running. What read() leaves to do is done after it. */
	private busy: boolean;

	/** Options of TCP, and `secure` from tls(). Throws whatever the constructor of TCP throws. */
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
	 * Returns the data of one record, or `count` bytes, or fills `into`; undefined if there is none. Throws if fewer
	 * bytes are available.
	 */
	read(into?: number | ArrayBuffer | ArrayBufferView): ArrayBuffer | number | undefined {
		const { data } = this;
		if (!data) return;
		const target = into instanceof Uint8Array ? into : bytesOf(into ?? data.length - this.position);
		if (target.length === 0) throw new Error("read: 0 bytes requested");
		this.copy(data, target, 0, target.length);
		return typeof into === "object" ? target.length : (target.buffer as ArrayBuffer);
	}

	/**
	 * Reads `count` available bytes into bytes[at, at + count); undefined if nothing is available. Throws a
	 * RangeError if the range is outside `bytes`.
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
		if (count > left) throw new Error(`read: ${count} bytes requested, ${left} available`);
		into.set(count === data.length ? data : data.subarray(position, position + count), at);
		this.position += count;
		if (count === left) {
			this.position = 0;
			this.data = undefined;
			if (!this.busy && (this.unread || this.failure !== undefined)) Timer.set(() => this.advance(), 0);
		}
	}

	/**
	 * Takes all of `data`; throws if that is more than onWritable announced. Returns the room left, or undefined
	 * after a failure.
	 */
	write(data: ArrayBuffer | ArrayBufferView): number | undefined {
		if (this.phase === Phase.Closed || this.room < 0) return;
		const room = this.capacity();
		if (data.byteLength > room) throw new Error(`write: ${data.byteLength} bytes, room for ${room}`);
		// An empty record would be useless.
		if (data.byteLength === 0) return room;
		this.send(RecordType.applicationData, data);
		return this.room < 0 ? undefined : this.capacity();
	}

	/**
	 * Takes bytes[at, at + count), which must fit the room. Returns the room left, or undefined once the connection
	 * has failed or was closed. Throws a RangeError if the range is outside `bytes`.
	 */
	writeFrom(bytes: Uint8Array, at: number, count: number): number | undefined {
		expectInside(bytes, at, count);
		return this.write(count === bytes.length ? bytes : bytes.subarray(at, at + count));
	}

	/** Closes after sending what was written and close_notify. No callback follows. */
	close(): void {
		if (this.phase === Phase.Closed) return;
		if (this.phase === Phase.Open) this.tell(1, Alert.closeNotify);
		this.release();
	}

	/** How many bytes the app can write now. */
	private capacity(): number {
		return this.phase === Phase.Open ? Math.max(0, fitting(this.room)) : 0;
	}

	// Called by the TCP socket

	/** `count` bytes can be read. @internal */
	readable(count: number): void {
		if (this.phase === Phase.Closed) return;
		this.unread = count;
		this.advance();
	}

	/** There is room for `count` bytes. @internal */
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

	/** The connection is lost. What was received before can still be read. @internal */
	lost(): void {
		if (this.phase === Phase.Closed) return;
		if (this.phase < Phase.Open) this.unread = 0;
		this.failure ??= this.phase === Phase.Connecting ? "connection failed" : "connection lost";
		this.room = this.alert = -1;
		this.advance();
	}

	/** Reads records until the app has something to read or nothing is left. */
	private advance(): void {
		if (this.busy) return;
		this.busy = true;
		// A server that speaks first has to wait until ClientHello was sent.
		while (this.unread && !this.data && this.phase !== Phase.Complete && this.phase !== Phase.Connecting) {
			this.readRecord();
			// readRecord() may have changed it.
			const data = this.data as Uint8Array | undefined;
			if ((this.phase as Phase) === Phase.Complete) this.announce();
			else if (data) this.onReadable?.(data.length);
		}
		this.busy = false;
		if (this.failure !== undefined && !this.data && !this.unread) this.fail(this.failure);
	}

	/**
	 * Tells the app how much it can write; for the first time when the handshake is complete and all of it was sent.
	 */
	private announce(): void {
		const { secure } = this;
		if (this.phase === Phase.Complete && !this.conversation.waiting.packets.length && fitting(this.room) > 0) {
			this.phase = Phase.Open;
			if (this.conversation.fresh) secure.onSession?.(secure.session!);
		}
		const count = this.capacity();
		if (count) this.onWritable?.(count);
	}

	/** Ends the connection and reports why. */
	private fail(detail: string): void {
		if (this.phase === Phase.Closed) return;
		if (this.alert >= 0) this.tell(this.alert ? 2 : 1, this.alert);
		this.release();
		this.onError?.(detail);
	}

	/** Nothing more can be received, because of `detail`. The peer will get `alert`. */
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

	/** Starts the conversation. Exceptions are caught here. */
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

	/**
	 * Reads the missing bytes of a record, and processes the record once it is complete. Exceptions are caught here.
	 */
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
		// Called after the reader has returned, because certificates take much of an ESP8266's small stack.
		if (record) conversation.take(record);
		if (conversation.failure !== undefined) this.doom(conversation.failure, conversation.alert);
		else {
			this.data = conversation.data;
			conversation.data = undefined;
			if (this.phase === Phase.Handshake) this.progress();
		}
	}

	/** Sends the next records of the handshake. */
	private progress(): void {
		this.flush();
		if (this.conversation.isComplete()) this.phase = Phase.Complete;
	}

	/** Sends an alert, if there is room now. */
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

	/** Writes waiting records as far as there is room. */
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

// Callbacks of the TCP socket: `this` is that socket, its target the TLSSocket.

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
