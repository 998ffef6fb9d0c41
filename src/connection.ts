// Hot path. One connection: CONNECT and CONNACK, packets out and in, acknowledgements, keep alive. It is used again for the next
// connection; what must outlive one is in the session. It waits for nothing: the client tells it the time, a socket calls it.
import type { Socket, SocketOptions } from "./host.js";
import type { Settings } from "./options.js";
import { Code, Refusal } from "./reason.js";
import type { Session } from "./session.js";
import type { Topic } from "./topic.js";
import { Found, type Incoming } from "./wire/incoming.js";
import { Message } from "./wire/message.js";
import {
	decodeAcknowledgement,
	decodeConnack,
	decodePublish,
	encodeAcknowledgement,
	encodeEmpty,
	encodePublish,
	encodeSubscribe,
	isServerPacket,
} from "./wire/mqtt311.js";
import { Packet, PublishFlag } from "./wire/packet.js";
import { lengthSize, readLength } from "./wire/remaining-length.js";
import { decodeUTF8 } from "./wire/utf8.js";
import type { Window } from "./wire/window.js";

/** How far a connection has come. */
export const enum Phase {
	Closed = 0,
	/** The socket is connecting. */
	Opening = 1,
	/** CONNECT is being written. */
	Greeting = 2,
	/** CONNACK is awaited. */
	Greeted = 3,
	Online = 4,
}

const enum Ping {
	None = 0,
	/** PINGREQ should have been sent, but could not be written yet. */
	Due = 1,
	/** PINGRESP is awaited. */
	Sent = 2,
}

/** The room in the socket's send buffer that publishing leaves: for a few PUBACKs, a PINGREQ and a DISCONNECT. */
export const RESERVED = 16;
const PUBACK_SIZE = 4;
const EMPTY_SIZE = 2;

/** A value of the option `oversize`: evaluating a string where it is compared would allocate. */
export const STREAM = "stream";

/** What check() returns when there is nothing to wait for. */
export const NEVER = 0x7fffffff;

/** What a connection tells the client. The client may close it, or open it again, in any of these. */
export interface ConnectionOwner extends Settings {
	/** CONNACK accepted us. `present`: the server has our session. */
	online(present: boolean): void;
	/** The connection is closed, for `reason`. */
	ended(reason: number): void;
	/** Nothing is unacknowledged any more. */
	settle(): void;
}

/** One connection at a time to the server. All its memory is allocated by the constructor. */
export class Connection {
	phase!: Phase;
	/** Nothing more is accepted: the client disconnects, or has. */
	leaving!: boolean;
	/** The present socket, for its callbacks. */
	socket: Socket | undefined;
	/** What there is to say of a failure beyond its reason. */
	detail?: string | undefined;
	/** CONNACK said that the server has our session. */
	protected present!: boolean;
	readonly session: Session;
	protected readonly owner: ConnectionOwner;
	/** What the socket's send buffer has room for, in bytes; negative once it has failed. */
	protected room!: number;
	/** What the socket has received and we have not read: announced once, so remembered. */
	private unread!: number;
	/** Of a packet that is written in several parts: how much has been. No other packet may come between. */
	protected position!: number;
	/** Received packets are being handled: nothing may be half written before they are answered. */
	protected reading!: boolean;
	private lastSent: number;
	private lastReceived: number;
	private ping!: Ping;
	/** Since when a PINGREQ is due or sent. */
	private pingTime: number;
	/** The pieces of a large message that go by are given to the app. */
	private streaming!: boolean;
	/** Where incoming packets are put together. */
	readonly incoming: Incoming;
	protected readonly message: Message;
	/** Where outgoing packets are put together, and what stands before the socket both ways. */
	readonly window: Window;

	constructor(owner: ConnectionOwner, session: Session, incoming: Incoming) {
		this.owner = owner;
		this.session = session;
		this.incoming = incoming;
		this.window = incoming.window;
		this.message = new Message(this.incoming.bytes);
		this.lastSent = this.lastReceived = this.pingTime = 0;
		this.close();
	}

	// Set-up: opening and closing

	/** Opens a socket; CONNECT follows when it is writable. Throws what the socket's constructor throws. */
	open(address: string): void {
		const owner = this.owner;
		this.phase = Phase.Opening;
		this.socket = new owner.socket.io({
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
	}

	/** Drops the socket. What is unacknowledged stays. */
	close(): void {
		const socket = this.socket;
		this.socket = undefined;
		this.phase = this.room = this.unread = this.position = this.ping = 0;
		this.reading = this.streaming = false;
		this.incoming.reset();
		socket?.close();
	}

	/** Sends DISCONNECT if that is possible, and closes (MQTT-3.14.4-1). Without, the server publishes the will. */
	leave(): void {
		if (this.mayWrite(EMPTY_SIZE)) this.write(encodeEmpty(this.window.bytes, Packet.DISCONNECT));
		this.close();
	}

	/** Closes, and says why. */
	fail(reason: number): void {
		this.close();
		this.owner.ended(reason);
	}

	// Out

	/** Sends a PUBLISH with the first `length` bytes, or keeps it to be sent: the Packet Identifier, 0 at QoS 0, or a Refusal. */
	publish(topic: Topic, payload: Uint8Array | undefined, length: number): number {
		const identifier = topic.QoS && this.session.freeIdentifier();
		return this.submit(encodePublish(this.window.bytes, topic.template, identifier, payload, length), identifier);
	}

	/** Sends a SUBSCRIBE, or without QoS an UNSUBSCRIBE, or keeps it to be sent: its Packet Identifier, or a Refusal. */
	subscribe(filters: readonly Uint8Array[], QoS?: readonly number[]): number {
		const identifier = this.session.freeIdentifier();
		return this.submit(encodeSubscribe(this.window.bytes, identifier, filters, QoS), identifier);
	}

	/** Sends the packet at the beginning of the window if it can go at once. Keeps it if it cannot, or must be acknowledged. */
	protected submit(size: number, identifier: number): number {
		const session = this.session;
		const online = this.phase === Phase.Online;
		if (this.leaving) return Refusal.closed;
		if (!identifier && !online) return Refusal.notConnected;
		if (size < 0) return Refusal.tooLarge;
		const now = online && session.sent === session.used && this.room >= size + RESERVED;
		this.window.cut(size);
		if ((identifier || !now) && !session.keep(this.window.bytes, size, identifier))
			identifier = session.packet(size) > session.bytes.length ? Refusal.tooLarge : Refusal.full;
		else if (now) {
			this.write(size);
			session.sent = session.used;
		}
		this.window.open();
		// What is longer than the room goes in parts.
		if (online && !this.reading) this.flush();
		return identifier;
	}

	/** Writes what the session has waiting, as far as there is room. */
	protected flush(): void {
		const session = this.session;
		const window = this.window;
		while (this.begin()) {
			const start = session.packet(session.sent) + this.position;
			const left = session.after(session.sent) - start;
			const count = Math.min(left, this.room - RESERVED, window.capacity);
			if (count <= 0) return;
			// Byte by byte: a part of one array cannot be copied to another in bulk without allocating a view of it.
			for (let i = 0; i < count; i++) window.bytes[i] = session.bytes[start + i];
			this.write(count);
			this.position += count;
			if (count === left) {
				this.position = 0;
				session.written();
				this.settle();
			}
		}
	}

	/** Whether the record at `sent` is to be written now, or further. */
	protected begin(): boolean {
		return this.session.sent < this.session.used;
	}

	/** Writes the first bytes of the window. */
	protected write(size: number): void {
		this.window.cut(size);
		this.send(this.window.bytes);
		this.window.open();
	}

	private send(bytes: Uint8Array): void {
		// Undefined: the socket has failed and will say so, once all that it has received is read.
		this.room = this.socket!.write(bytes) ?? -1;
		this.lastSent = this.owner.time.ticks;
	}

	/** Whether a packet of `count` bytes can be written now: CONNECT is out, no other is half written, there is room. */
	protected mayWrite(count: number): boolean {
		return this.phase >= Phase.Greeted && !this.position && this.room >= count;
	}

	/** The socket has room for `count` bytes. */
	writable(count: number): void {
		this.room = count;
		if (this.phase === Phase.Opening) this.phase = Phase.Greeting;
		if (this.phase === Phase.Greeting) this.greet();
		// Reading stops when there is no room to answer; now there may be.
		this.readable(this.unread);
		this.sendPing();
	}

	/** Writes CONNECT, in parts if need be: it may be longer than the socket's send buffer (a long password). */
	private greet(): void {
		const connect = this.owner.connectPacket;
		const start = this.position;
		const end = Math.min(connect.byteLength, start + this.room);
		if (end === start) return;
		this.send(new Uint8Array(connect, start, end - start));
		this.position = end;
		if (end === connect.byteLength) {
			this.position = 0;
			this.phase = Phase.Greeted;
		}
	}

	// In

	/** The socket has `count` bytes to be read. */
	readable(count: number): void {
		const incoming = this.incoming;
		this.unread = count;
		this.reading = true;
		while (this.phase !== Phase.Online || this.mayWrite(PUBACK_SIZE) || this.room < 0) {
			const found = incoming.next();
			if (found) this.received(found);
			else {
				count = Math.min(this.unread, incoming.wanted());
				if (!count) break;
				incoming.window.cut(count);
				this.socket!.read(incoming.window.bytes);
				incoming.received(count);
				this.unread -= count;
				this.lastReceived = this.owner.time.ticks;
			}
		}
		this.reading = false;
		if (this.phase === Phase.Online) this.flush();
	}

	protected received(found: number): void {
		const incoming = this.incoming;
		if (found === Found.Malformed || !isServerPacket(incoming.header)) return this.fail(Code.malformedPacket);
		if (this.phase !== Phase.Online) {
			if (this.greeted(found)) this.accepted();
			return;
		}
		switch (found) {
			case Packet.PUBLISH:
			case Found.Head:
				if (this.published(found === Found.Head)) this.deliver(found === Found.Head);
				return;
			case Found.Piece:
				return this.passed();
			case Packet.PUBACK:
			case Packet.SUBACK:
			case Packet.UNSUBACK:
				return this.acknowledged(found);
			case Packet.PINGRESP:
				if (incoming.start !== incoming.end) return this.fail(Code.malformedPacket);
				this.ping = Ping.None;
				return;
			case Packet.PUBREC:
			case Packet.PUBREL:
			case Packet.PUBCOMP:
				if (this.owner.exactlyOnce) return this.released(found);
		}
		// A second CONNACK, or an acknowledgement of QoS 2, which we do not speak.
		this.fail(Code.protocolError);
	}

	/** A step of QoS 2 behind PUBLISH. */
	protected released(type: number): void {
		const identifier = decodeAcknowledgement(this.incoming);
		if (identifier) this.answer(type, identifier);
		else this.fail(Code.malformedPacket);
	}

	/** Takes a step of QoS 2, and answers it. There is room: see readable(). */
	protected answer(type: number, identifier: number): void {
		const header = this.owner.exactlyOnce!.released(this, type, identifier);
		if (header > 0) this.write(encodeAcknowledgement(this.window.bytes, header, identifier));
		else if (header) this.fail(-header);
	}

	/** The first packet from the server: CONNACK, or it is wrong (MQTT-3.2.0-1). Whether it accepts us. */
	protected greeted(found: number): boolean {
		const connack = found === Packet.CONNACK ? decodeConnack(this.incoming) : 0;
		this.present = connack > 255;
		if (this.phase !== Phase.Greeted || found !== Packet.CONNACK) this.fail(Code.protocolError);
		else if (connack < 0) this.fail(Code.malformedPacket);
		else if (connack && !this.present) this.fail(refusedBy[connack]);
		else return true;
		return false;
	}

	/** The server has accepted us. */
	private accepted(): void {
		const waited = this.session.used;
		// A session that we asked the server to discard cannot be present.
		if (this.present && this.owner.clean) return this.fail(Code.protocolError);
		this.phase = Phase.Online;
		this.session.resume(this.present);
		if (!this.present) this.owner.exactlyOnce?.forget();
		this.owner.online(this.present);
		if (waited) this.settle();
	}

	/** A PUBLISH has come, or the head of one that is larger than the buffer: whether it is as it must be. */
	protected published(head: boolean): boolean {
		if (decodePublish(this.incoming, this.message, head)) return true;
		this.fail(Code.malformedPacket);
		return false;
	}

	/** Gives the app a message, or the head of one. */
	private deliver(head: boolean): void {
		const message = this.message;
		const isNew = this.isNew();
		if (isNew > 1) return this.fail(isNew);
		if (head) {
			message.total = this.incoming.remaining;
			this.streaming = isNew > 0 && this.owner.oversize === STREAM && message.topicEnd > message.topicStart;
			if (isNew && !this.streaming) this.owner.onOversize?.(message);
		} else {
			if (isNew) this.owner.onMessage?.(message);
			this.acknowledge();
		}
	}

	/** Whether the app has not had the message that has come: 1, or 0; or the reason why it cannot have it. */
	private isNew(): number {
		const message = this.message;
		const exactlyOnce = this.owner.exactlyOnce;
		return message.QoS < 2 ? 1 : exactlyOnce ? exactlyOnce.isNew(message.identifier) : Code.qosNotSupported;
	}

	/** A piece of a large message goes by. */
	private passed(): void {
		const incoming = this.incoming;
		const message = this.message;
		const last = incoming.remaining === 0;
		message.start = incoming.start;
		message.end = incoming.end;
		if (this.streaming) this.owner.onMessage?.(message);
		message.offset += message.end - message.start;
		if (last) this.acknowledge();
	}

	/** Acknowledges a message: to be done after the app has had it, as the server then does not send it again. */
	private acknowledge(): void {
		if (this.message.QoS > 1) this.owner.exactlyOnce!.received(this.message.identifier);
		// The app may have closed the connection in its callback.
		if (this.message.QoS && this.phase === Phase.Online)
			this.write(
				// PUBREC is the type behind PUBACK.
				encodeAcknowledgement(this.window.bytes, (this.message.QoS + 3) << 4, this.message.identifier),
			);
	}

	/** A request of ours was acknowledged. One that we do not know was acknowledged before; that is harmless. */
	protected acknowledged(type: number): void {
		const session = this.session;
		const identifier = decodeAcknowledgement(this.incoming);
		if (!identifier) return this.fail(Code.malformedPacket);
		// Each type of acknowledgement is one more than that of its request.
		const at = session.awaiting(identifier, type - 1);
		if (at < 0) return;
		if (type === Packet.PUBACK) {
			// A message at QoS 2 is not acknowledged so.
			if (session.bytes[session.packet(at)] & PublishFlag.QoS2) return this.fail(Code.protocolError);
		} else {
			const isSuback = type === Packet.SUBACK;
			const filters = this.filters(this.behindIdentifier(at), session.after(at), isSuback);
			if (!this.outcomes(filters, this.incoming.start + 2, isSuback)) return this.fail(Code.protocolError);
		}
		session.remove(at);
		this.settle();
	}

	/** Where the packet of a record goes on behind its identifier. */
	protected behindIdentifier(record: number): number {
		const session = this.session;
		const at = session.packet(record) + 1;
		return at + lengthSize(readLength(session.bytes, at, session.after(record))) + 2;
	}

	/** Something has been acknowledged, sent or dropped: if it was the last, the client settles. */
	settle(): void {
		if (!this.session.used && this.phase === Phase.Online) this.owner.settle();
	}

	/** The filters of our SUBSCRIBE or UNSUBSCRIBE, which begin there in the session, up to `end`. */
	protected filters(at: number, end: number, isSubscribe: boolean): string[] {
		const bytes = this.session.bytes;
		const filters: string[] = [];
		while (at < end) {
			const start = at + 2;
			at = start + ((bytes[at] << 8) | bytes[at + 1]);
			filters.push(decodeUTF8(bytes, start, at));
			if (isSubscribe) at++;
		}
		return filters;
	}

	/** Tells the app what became of each filter; false if there is not one code for each. UNSUBACK of 3.1.1 has none. */
	protected outcomes(filters: string[], code: number, isSuback: boolean): boolean {
		const owner = this.owner;
		const codes = this.incoming.end - code;
		if (codes !== filters.length && (isSuback || codes)) return false;
		for (let i = 0; i < filters.length && this.phase; i++) {
			const outcome = this.incoming.bytes[code + i];
			if (isSuback) owner.onSubscribe?.(filters[i], outcome);
			else owner.onUnsubscribe?.(filters[i], codes ? outcome : 0);
		}
		return true;
	}

	// Keep alive

	/** Does what is due at `now`; returns the milliseconds until it must be called again. Only while Online. */
	check(now: number): number {
		const owner = this.owner;
		// A little early, as the packet takes time to arrive.
		const interval = owner.keepAlive - (owner.keepAlive >> 4);
		let left = NEVER;
		if (this.ping) {
			left = owner.timeout - ((now - this.pingTime) | 0);
			if (left <= 0) this.fail(Code.keepAliveTimeout);
		}
		if (!interval || left <= 0) return left;
		// Only what we send postpones PINGREQ (MQTT-3.1.2-23). While we await an acknowledgement and nothing comes, we ask
		// all the same: publishing into a dead connection would otherwise never be noticed.
		let idle = (now - this.lastSent) | 0;
		if (this.session.used && !this.ping) idle = Math.max(idle, (now - this.lastReceived) | 0);
		if (idle < interval) return Math.min(left, interval - idle);
		if (!this.ping) {
			this.pingTime = now;
			left = owner.timeout;
		}
		this.ping = Ping.Due;
		this.sendPing();
		return Math.min(left, interval);
	}

	private sendPing(): void {
		if (this.ping !== Ping.Due || !this.mayWrite(EMPTY_SIZE)) return;
		this.ping = Ping.Sent;
		this.write(encodeEmpty(this.window.bytes, Packet.PINGREQ));
	}
}

/** CONNACK's return codes 1 to 5 (section 3.2.2.3). */
const refusedBy = Object.freeze([
	0,
	Code.unsupportedProtocolVersion,
	Code.clientIdentifierNotValid,
	Code.serverUnavailable,
	Code.badUserNameOrPassword,
	Code.notAuthorized,
]);

// The socket's callbacks: `this` is the socket, its target the connection. A callback of a socket that was closed is ignored.

type ConnectionSocket = Socket & { readonly target: Connection };

function onReadable(this: ConnectionSocket, count: number): void {
	const connection = this.target;
	if (connection.socket === this) connection.readable(count);
}

function onWritable(this: ConnectionSocket, count: number): void {
	const connection = this.target;
	if (connection.socket === this) connection.writable(count);
}

function onError(this: ConnectionSocket, detail?: string): void {
	const connection = this.target;
	if (connection.socket !== this) return;
	connection.detail = detail;
	connection.fail(connection.phase > Phase.Opening ? Code.connectionLost : Code.connectFailed);
}
