// Hot path. One connection over one socket: its room, the order of writing, reading, acknowledgements. It does not
// depend on MQTT's version: mqtt311/ and mqtt5/ interpret the packets. It sets no timers: the client tells it the
// time, and the socket calls it. It is reused for the next connection; what must outlive a connection is in the
// session.

import type { Clock, Socket, SocketOptions, StandardSocket } from "../host.js";
import type { Message } from "../wire/message.js";
import { Packet, PublishFlag } from "../wire/packet.js";
import { Code } from "../wire/reason-code.js";
import { lengthSize, readLength } from "../wire/remaining-length.js";
import { EmptyPacket, Leaving, Mode, Owed, Phase, Ping, Size } from "./connection-state.js";
import { onError, onReadable, onWritable } from "./socket-callbacks.js";
import { StandardAdapter } from "./standard-adapter.js";

/** DISCONNECT; and PINGREQ at EmptyPacket.PINGREQ. */
export const EMPTY_PACKETS: Uint8Array = new Uint8Array([Packet.DISCONNECT << 4, 0, Packet.PINGREQ << 4, 0]);

/** The owner of a connection. It may close or reopen the connection in any of these callbacks. */
export interface ConnectionOwner {
	readonly host: string;
	readonly port: number;
	readonly socket: { readonly io: unknown };
	readonly timeout: number;
	/** CONNECT. */
	readonly connectPacket: Uint8Array;
	/** Writes more after CONNECT: see parts/eager.ts. @internal */
	readonly eager?: { begin(connection: object): void } | undefined;
	/** The connection was closed for `reason`. */
	ended(reason: number): void;
	/** DISCONNECT has left the socket. */
	left(): void;
	/** Schedules a check of keep alive. */
	wake(milliseconds: number): void;
}

/** One connection to the server at a time. The constructor allocates all its memory. */
export abstract class Connection {
	phase!: Phase;
	/** Whether no more messages are accepted, because the client disconnects or has disconnected. */
	leaving!: Leaving;
	/** A topic may write at once: online, not leaving, and nothing else waits. */
	ready!: boolean;
	/**
	 * `io` is the socket as its class created it, for comparison in callbacks. `socket` reads and writes: the same
	 * object, or an adapter.
	 */
	io: unknown;
	socket!: Socket;
	/** A detail of a failure beyond its reason. */
	detail?: string | undefined;
	owner!: ConnectionOwner;
	time!: Clock;
	/** Room in the socket's send buffer in bytes; negative once the socket has failed. */
	room!: number;
	/** How many bytes of a packet that is written in parts have been written. No other packet may come between. */
	position!: number;
	/**
	 * The offset in `bytes` of an answer that could not be written yet; Owed.Nothing if there is none. Reading waits
	 * for it.
	 */
	owed!: number;
	mode!: Mode;
	/** Unread bytes in the socket. It announces them only once, so they are counted here. */
	unread!: number;
	/** Received bytes that are not processed yet: bytes[at, held). */
	at!: number;
	held!: number;
	/** The first byte of a PUBLISH that is larger than the receive buffer and comes in pieces; otherwise 0. */
	large!: number;
	/** Where its pieces are put: after its topic. */
	protected floor!: number;
	/** How many bytes of it are still to come. */
	remaining!: number;
	/** How many bytes of a topic that is too long to be kept are still to come; -1: the identifier comes next. */
	protected skip!: number;
	/** For keep alive: see keep-alive.ts. */
	lastSent!: number;
	lastHeard!: number;
	ping!: Ping;
	/** When a message at QoS 0 was last written, while it may still be in the socket; otherwise undefined. */
	published!: number | undefined;
	/** The most room that the socket has had. With this much room, it is empty. */
	most!: number;
	/** Since when a partly written packet or an owed answer waits for room; undefined if nothing waits. */
	stalledSince!: number | undefined;
	/** The receive buffer is the first `capacity` bytes. */
	bytes!: Uint8Array;
	view!: DataView;
	capacity!: number;
	message!: Message;
	/** Packets that are not kept are built after those bytes; this is their maximum size. */
	outSize!: number;

	/**
	 * Reserves the memory. The constructor of the most derived class calls it, and sets `message`; close() sets
	 * everything else. A chain of constructors with all these arguments would take much of a device's small stack.
	 * Calls no other method: see prepare().
	 * @param more additional bytes for another use.
	 */
	protected reserve(owner: ConnectionOwner, time: Clock, receive: number, send: number, more: number): void {
		// The most used properties come first, because the engine searches them in order of creation.
		const bytes = new Uint8Array(receive + send + more);
		this.io = undefined;
		this.mode = Mode.Pieces;
		this.room = 0;
		this.bytes = bytes;
		this.socket = undefined as never;
		this.view = new DataView(bytes.buffer);
		this.time = time;
		this.lastSent = 0;
		this.published = undefined;
		this.phase = Phase.Closed;
		this.owner = owner;
		this.ready = false;
		this.ping = Ping.None;
		this.capacity = receive;
		this.outSize = send;
		this.leaving = Leaving.No;
		this.lastHeard = this.most = 0;
	}

	// Implemented by each version of MQTT

	/**
	 * Handles a whole packet, whose contents are bytes[start, end). Returns false if the connection was closed or an
	 * answer is owed.
	 */
	abstract packet(header: number, start: number, end: number): boolean;
	/** Whether a packet with this first byte may come before the session is established. */
	protected abstract isGreeting(header: number): boolean;
	/** Handles such a packet. Returns whether to read on. */
	protected abstract greeted(header: number, start: number, end: number): boolean;
	/** Closes, because a packet is larger than the receive buffer and is not a message that could come in pieces. */
	protected abstract tooLarge(): void;
	/**
	 * A packet that is larger than the receive buffer begins, or its next piece has come. Returns whether to read on.
	 */
	protected abstract startLarge(header: number, start: number, length: number): boolean;
	protected abstract pass(): boolean;
	/** Writes the owed answer. Returns whether that was possible. */
	protected abstract writeOwed(): boolean;
	/** Writes what waits, as far as there is room. */
	abstract flush(): void;

	// Set-up: opening and closing

	/** Opens a socket. CONNECT follows when it is writable. Passes on exceptions of the socket's constructor. */
	open(address: string): void {
		const owner = this.owner;
		this.phase = Phase.Opening;
		const io = new (owner.socket.io as new (options: SocketOptions) => StandardSocket & Partial<Socket>)({
			nodelay: true,
			...owner.socket,
			host: owner.host,
			address,
			port: owner.port,
			target: this,
			onReadable,
			onWritable,
			onError,
		} as SocketOptions);
		this.io = io;
		this.socket = io.writeFrom ? (io as Socket) : new StandardAdapter(io, Math.max(this.capacity, this.outSize));
	}

	/** Closes the socket. Unacknowledged messages stay in the session. */
	close(): void {
		const io = this.io as StandardSocket | undefined;
		this.io = undefined;
		this.phase = this.room = this.most = this.unread = this.position = this.ping = this.at = this.held = 0;
		this.large = this.floor = this.remaining = this.skip = 0;
		this.owed = Owed.Nothing;
		this.mode = Mode.Pieces;
		this.ready = false;
		this.stalledSince = this.published = undefined;
		this.message.streamed = this.message.offset = 0;
		io?.close();
	}

	/** From now on drops what is received: only the end of the connection matters. */
	deafen(): void {
		this.phase = Phase.Leaving;
		this.mode = Mode.Pieces;
		this.owed = Owed.Nothing;
	}

	/** Closes, and reports why. */
	fail(reason: number): false {
		this.close();
		this.owner.ended(reason);
		return false;
	}

	// Writing

	write(bytes: Uint8Array, at: number, count: number): void {
		// undefined means that the socket has failed. It will call onError when all received bytes are read.
		this.room = this.socket.writeFrom(bytes, at, count) ?? -1;
		this.lastSent = this.time.ticks;
	}

	/** The socket has room for `count` bytes. */
	writable(count: number): void {
		this.room = count;
		if (count > this.most) this.most = count;
		this.stalledSince = undefined;
		if (this.phase === Phase.Opening) this.phase = Phase.Greeting;
		if (this.phase === Phase.Greeting) {
			// CONNECT is written in parts if necessary, because it may be longer than the socket's send buffer (with
			// a long password).
			const connect = this.owner.connectPacket;
			const left = connect.length - this.position;
			const part = left < count ? left : count;
			if (part > 0) {
				this.write(connect, this.position, part);
				this.position += part;
				if (this.position === connect.length) {
					this.position = 0;
					this.phase = Phase.Greeted;
					this.owner.eager?.begin(this);
				}
			}
			return;
		}
		if (this.phase === Phase.Leaving) {
			if (count >= this.most && this.leaving) this.owner.left();
		} else {
			if (this.owed >= 0) this.writeOwed();
			this.flush();
		}
		// Reading has stopped if there was no room for an answer.
		if (this.mode > Mode.Answered) this.read();
	}

	/** Sends PINGREQ. The caller has checked the room. */
	writePing(now: number): void {
		this.ping = Ping.Sent;
		this.room = this.socket.writeFrom(EMPTY_PACKETS, EmptyPacket.PINGREQ, Size.Empty) ?? -1;
		this.lastSent = now;
	}

	// Reading, except the common case

	/** Reads and processes what the socket has: packets in pieces, larger packets, before CONNACK. */
	read(): void {
		const io = this.io;
		let mode = this.mode;
		if (mode === Mode.Reading || !this.phase) return;
		this.mode = Mode.Reading;
		// An exception of the app may have interrupted the last piece of a large message.
		if (!this.large) this.message.streamed = this.message.offset = 0;
		do {
			// Reads even while an answer is owed, because sockets report the end of a connection only after
			// everything was read.
			let count = this.capacity - this.held;
			if (count > this.unread) count = this.unread;
			if (count) {
				this.socket.readInto(this.bytes, this.held, count);
				this.held += count;
				this.unread -= count;
				mode = Mode.PiecesHeard;
			}
			if (this.owed >= 0) break;
			while (this.owed < 0 && this.next());
			// The connection was closed, and perhaps reopened.
			if (this.io !== io) return;
			if (this.owed < 0 && this.at) this.compact();
		} while (this.unread && this.held < this.capacity);
		this.mode = this.phase === Phase.Online && !this.held && !this.unread && !this.large ? Mode.Heard : mode;
	}

	/** Moves unprocessed bytes to the beginning of the buffer, or to the end of a large message's topic. */
	protected compact(): void {
		const floor = this.floor;
		if (this.at > floor) {
			if (this.at < this.held) this.bytes.copyWithin(floor, this.at, this.held);
			this.held -= this.at - floor;
			this.at = floor;
		}
	}

	/** Handles the next packet. Returns whether there was one and there may be another. */
	private next(): boolean {
		const at = this.at;
		const bytes = this.bytes;
		const held = this.held;
		if (this.phase > Phase.Online) {
			this.at = held;
			return false;
		}
		if (this.large) return this.pass();
		if (held - at < 2) return false;
		const header = bytes[at];
		let length = bytes[at + 1];
		let start = at + 2;
		if (length > 127) {
			length = readLength(bytes, at + 1, held);
			if (length < 0) return length < -1 && this.fail(Code.malformedPacket);
			start = at + 1 + lengthSize(length);
		}
		const end = start + length;
		// CONNACK must come first (MQTT-3.2.0-1).
		if (this.phase !== Phase.Online && (this.phase !== Phase.Greeted || !this.isGreeting(header)))
			return this.fail(isServerPacket(header) ? Code.protocolError : Code.malformedPacket);
		if (end - at > this.capacity) return this.startLarge(header, start, length);
		if (end > held) return false;
		this.at = end;
		return this.phase === Phase.Online ? this.packet(header, start, end) : this.greeted(header, start, end);
	}
}

/** Whether a server may send a packet that begins with `header`: a type with its reserved flags (section 2.1.3). */
export function isServerPacket(header: number): boolean {
	const type = header >> 4;
	if (type === Packet.PUBLISH) return (header & PublishFlag.QoS) !== PublishFlag.QoS;
	return ((Types.OfServers >> type) & 1) === 1 && (header & 15) === (type === Packet.PUBREL ? 2 : 0);
}

/** One bit for each type that a server sends, except PUBLISH. Each version checks DISCONNECT and AUTH itself. */
const enum Types {
	OfServers = (1 << Packet.CONNACK) |
		(1 << Packet.PUBACK) |
		(1 << Packet.PUBREC) |
		(1 << Packet.PUBREL) |
		(1 << Packet.PUBCOMP) |
		(1 << Packet.SUBACK) |
		(1 << Packet.UNSUBACK) |
		(1 << Packet.PINGRESP),
}
