// Hot path. One connection at a time over one socket: its room, the order of what is written, reading, acknowledgements. It knows no version
// of MQTT: mqtt311/ and mqtt5/ say what packets mean. It waits for nothing: the client tells it the time, a socket calls it. It is used
// again for the next connection; what must outlive one is in the session.

import type { Clock, Socket, SocketOptions, StandardSocket } from "../host.js";
import type { Message } from "../wire/message.js";
import { Packet, PublishFlag } from "../wire/packet.js";
import { Code } from "../wire/reason-code.js";
import { lengthSize, readLength } from "../wire/remaining-length.js";
import { EmptyPacket, Leaving, Mode, Owed, Phase, Ping, Size, Whole } from "./connection-state.js";
import { StandardAdapter } from "./standard-adapter.js";

/** DISCONNECT; and PINGREQ, at EmptyPacket.PINGREQ. */
export const EMPTY_PACKETS: Uint8Array = new Uint8Array([Packet.DISCONNECT << 4, 0, Packet.PINGREQ << 4, 0]);

/** What a connection needs from its owner, and tells it. The owner may close it, or open it again, in any of these. */
export interface ConnectionOwner {
	readonly host: string;
	readonly port: number;
	readonly socket: { readonly io: unknown };
	readonly timeout: number;
	/** CONNECT. */
	readonly connectPacket: Uint8Array;
	/** Writes more behind CONNECT: see parts/eager.ts. @internal */
	readonly eager?: { begin(connection: object): void } | undefined;
	/** The connection is closed, for `reason`. */
	ended(reason: number): void;
	/** DISCONNECT has left the socket. */
	left(): void;
	/** Has keep alive checked soon. */
	wake(milliseconds: number): void;
}

/** One connection at a time to the server. All its memory is allocated by the constructor. */
export abstract class Connection {
	phase!: Phase;
	/** Whether nothing more is accepted: the client disconnects, or has. */
	leaving!: Leaving;
	/** A topic may write: online, not leaving, and nothing waits before it. */
	ready!: boolean;
	/** The socket as its class made it, for its callbacks; and that which reads and writes: the same, or an adapter before it. */
	io: unknown;
	socket!: Socket;
	/** What there is to say of a failure beyond its reason. */
	detail?: string | undefined;
	owner!: ConnectionOwner;
	time!: Clock;
	/** The bytes that the socket's send buffer has room for; negative once it has failed. */
	room!: number;
	/** Of a packet that is written in several parts: how much has been. No other packet may come between. */
	position!: number;
	/** Where an answer lies that could not be written yet, in `bytes`; NOTHING if there is none. Reading waits for it. */
	owed!: number;
	mode!: Mode;
	/** What the socket has received and we have not read: announced once, so remembered. */
	unread!: number;
	/** Received bytes, not handled yet: bytes[at, held). */
	at!: number;
	held!: number;
	/** First byte of a PUBLISH that is larger than the memory, and goes by in pieces; 0 if there is none. */
	large!: number;
	/** Where its pieces are put: behind its topic. */
	protected floor!: number;
	/** How much of it is still to come. */
	remaining!: number;
	/** Bytes of its topic, which is too long to be kept, that are still to come; -1: its identifier comes next. */
	protected skip!: number;
	/** For keep alive: see keep-alive.ts. */
	lastSent!: number;
	lastHeard!: number;
	ping!: Ping;
	/** When a message at QoS 0 was last written, as long as it may still be in the socket; undefined if none is. */
	published!: number | undefined;
	/** The most room that the socket has had: it is empty when it has so much. */
	most!: number;
	/** Since when something that is half written, or owed, waits for room; undefined if nothing does. */
	stalledSince!: number | undefined;
	/** Where packets are received: the first `capacity` bytes. */
	bytes!: Uint8Array;
	view!: DataView;
	capacity!: number;
	message!: Message;
	/** Behind these, packets are put together that are not kept: of so many bytes at most. */
	outSize!: number;

	/**
	 * Reserves the memory: to be called by the constructor of the last class, which gives `message`, and all else as close() leaves it. Constructors that
	 * hand all this on to each other would take of a device's small stack.
	 * @param more bytes behind those for packets, for another use. It calls none of the other methods: see prepare().
	 */
	protected reserve(owner: ConnectionOwner, time: Clock, receive: number, send: number, more: number): void {
		// Those used most come first: the engine looks for a property from the first one on.
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

	// What a version of MQTT says

	/** A whole packet lies in bytes[start, end), behind its length: handles it. False: closed, or an acknowledgement is owed. */
	abstract packet(header: number, start: number, end: number): boolean;
	/** Whether a packet with that first byte may come before a session is agreed upon. */
	protected abstract isGreeting(header: number): boolean;
	/** Such a packet has come: whether to read on. */
	protected abstract greeted(header: number, start: number, end: number): boolean;
	/** Closes, as the packet is larger than the memory, and no message that could go by in pieces. */
	protected abstract tooLarge(): void;
	/** A packet begins that is larger than the memory; or the next piece of it has come. Whether to read on. */
	protected abstract startLarge(header: number, start: number, length: number): boolean;
	protected abstract pass(): boolean;
	/** Writes the answer that is owed: whether that was possible. */
	protected abstract writeOwed(): boolean;
	/** Writes what waits, as far as there is room. */
	abstract flush(): void;

	// Set-up: opening and closing

	/** Opens a socket; CONNECT follows when it is writable. Throws what the socket's constructor throws. */
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

	/** Drops the socket. What is unacknowledged stays. */
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

	/** Closes, and says why. */
	fail(reason: number): false {
		this.close();
		this.owner.ended(reason);
		return false;
	}

	// Out

	write(bytes: Uint8Array, at: number, count: number): void {
		// Undefined: the socket has failed and will say so, once all that it has received is read.
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
			// CONNECT, in parts if need be: it may be longer than the socket's send buffer (a long password).
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
			if (count >= this.most) this.owner.left();
		} else {
			if (this.owed >= 0) this.writeOwed();
			this.flush();
		}
		// Reading stops when there is no room to answer; now there may be.
		if (this.mode > Mode.Answered) this.read();
	}

	/** Sends PINGREQ, for which there must be room. */
	writePing(now: number): void {
		this.ping = Ping.Sent;
		this.room = this.socket.writeFrom(EMPTY_PACKETS, EmptyPacket.PINGREQ, Size.Empty) ?? -1;
		this.lastSent = now;
	}

	// In: all that is not plain

	/** Reads what the socket has, as far as possible: packets in pieces, larger ones, before CONNACK. */
	read(): void {
		const io = this.io;
		let mode = this.mode;
		if (mode === Mode.Reading || !this.phase) return;
		this.mode = Mode.Reading;
		// The last piece of a large message may have ended in an exception of the app's.
		if (!this.large) this.message.streamed = this.message.offset = 0;
		do {
			// Also where an acknowledgement is owed: sockets tell of the end of a connection once all is read.
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
			// Closed, and perhaps opened again.
			if (this.io !== io) return;
			if (this.owed < 0 && this.at) this.compact();
		} while (this.unread && this.held < this.capacity);
		this.mode = this.phase === Phase.Online && !this.held && !this.unread && !this.large ? Mode.Heard : mode;
	}

	/** Moves what is not handled yet to the beginning of the memory; behind the topic of a large message. */
	protected compact(): void {
		const floor = this.floor;
		if (this.at > floor) {
			if (this.at < this.held) this.bytes.copyWithin(floor, this.at, this.held);
			this.held -= this.at - floor;
			this.at = floor;
		}
	}

	/** Handles the next packet: whether there was one, and there may be another. */
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
		// CONNACK comes first (MQTT-3.2.0-1).
		if (this.phase !== Phase.Online && (this.phase !== Phase.Greeted || !this.isGreeting(header)))
			return this.fail(isServerPacket(header) ? Code.protocolError : Code.malformedPacket);
		if (end - at > this.capacity) return this.startLarge(header, start, length);
		if (end > held) return false;
		this.at = end;
		return this.phase === Phase.Online ? this.packet(header, start, end) : this.greeted(header, start, end);
	}
}

/** Whether a server may send a packet that begins with `header`: its type, and the flags reserved for it (section 2.1.3). */
export function isServerPacket(header: number): boolean {
	const type = header >> 4;
	if (type === Packet.PUBLISH) return (header & PublishFlag.QoS) !== PublishFlag.QoS;
	return ((Types.OfServers >> type) & 1) === 1 && (header & 15) === (type === Packet.PUBREL ? 2 : 0);
}

/** One bit for each type that a server sends, but PUBLISH; DISCONNECT and AUTH are for a version to judge. */
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

// The socket's callbacks: `this` is the socket, its target the connection. A callback of a socket that was closed is ignored.

interface ConnectionSocket {
	readonly target: Connection;
}

/** As long as nothing but whole packets of at most 129 bytes comes, all is done here: a call saved is a thousand instructions saved. */
function onReadable(this: ConnectionSocket, count: number): void {
	const it = this.target as unknown as Readable;
	if (it.io !== this) return;
	if (it.mode > Mode.Heard || count > it.capacity) {
		if (it.mode === Mode.Pinged && count === Size.Empty) {
			// All that comes of a connection on which nothing goes on.
			it.socket.readInto(it.bytes, 0, count);
			if (it.view.getUint16(0) === Whole.PINGRESP) {
				it.mode = Mode.Answered;
				return;
			}
			// Another packet begins.
			it.held = count;
			count = 0;
		}
		it.unread = count;
		// A socket does not call in the middle of its own methods: if we were reading, an exception of the app's ended that.
		it.mode = Mode.PiecesHeard;
		return it.read();
	}
	const bytes = it.bytes;
	it.mode = Mode.Reading;
	it.socket.readInto(bytes, 0, count);
	let at = 0;
	let several = false;
	while (count - at > 1) {
		const start = at + 2;
		const length = bytes[at + 1];
		if (length > 127 || start + length > count) break;
		const header = bytes[at];
		at = start + length;
		// For an exception of the app's: what is behind is not lost, and what was handled is not handled again.
		if (at < count) {
			several = true;
			it.at = at;
			it.held = count;
		} else if (several) it.at = it.held = 0;
		if (!it.packet(header, start, at)) {
			// Closed; or an acknowledgement is owed, for which reading waits.
			if (it.io !== this) return;
			it.at = at;
			it.held = count;
			it.mode = Mode.PiecesHeard;
			return;
		}
	}
	if (at === count) {
		it.mode = Mode.Heard;
		return;
	}
	it.at = at;
	it.held = count;
	it.mode = Mode.PiecesHeard;
	it.read();
}

/** What onReadable() touches. */
interface Readable {
	io: unknown;
	mode: Mode;
	unread: number;
	at: number;
	held: number;
	readonly capacity: number;
	readonly bytes: Uint8Array;
	readonly socket: Socket;
	readonly view: DataView;
	packet(header: number, start: number, end: number): boolean;
	read(): void;
}

function onWritable(this: ConnectionSocket, count: number): void {
	const connection = this.target;
	// One that has failed, and will say so, has no room again.
	if (connection.io === this && connection.room >= 0) connection.writable(count);
}

function onError(this: ConnectionSocket, detail?: string): void {
	const connection = this.target;
	if (connection.io !== this) return;
	connection.detail = detail;
	connection.fail(connection.phase > Phase.Opening ? Code.connectionLost : Code.connectFailed);
}
