// Hot path. One connection: CONNECT and CONNACK, packets out and in, acknowledgements, keep alive. It is used again for the next
// connection; what must outlive one is in the session. It waits for nothing: the client tells it the time, a socket calls it.
import {
	decodeConnack,
	decodeIdentifier,
	decodePublish,
	decodeSuback,
	decodeUTF8,
	encodeEmpty,
	encodePuback,
	encodePublish,
	encodeSubscribe,
	Found,
	Incoming,
	isServerPacket,
	lengthSize,
	Message,
	Packet,
	readLength,
	Window,
} from "mote-mqtt/wire";
import type { Clock, Socket, SocketOptions } from "./host";
import type { Settings, Sizes } from "./options";
import { Reason, Refusal } from "./reason";
import { Session } from "./session";

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

/** The room in the socket's send buffer that publishing leaves: for a few PUBACKs, a PINGREQ and a DISCONNECT. */
const RESERVED = 16;
const PUBACK_SIZE = 4;
const EMPTY_SIZE = 2;

/** What check() returns when there is nothing to wait for. */
export const NEVER = 0x7fffffff;

/** What a connection tells the client. The client may close it, or open it again, in any of these. */
export interface ConnectionOwner {
	/** CONNACK accepted us. `sessionPresent`: the server has our session. */
	online(sessionPresent: boolean): void;
	/** The connection is closed, for `reason`. */
	ended(reason: number): void;
	/** Nothing is unacknowledged any more. */
	settle(): void;
	onMessage?: ((message: Message) => void) | undefined;
	onOversize?: ((message: Message) => void) | undefined;
	onSubscribe?: ((filter: string, granted: number) => void) | undefined;
	onUnsubscribe?: ((filter: string) => void) | undefined;
}

/** One connection at a time to the server. */
export class Connection {
	phase: Phase = Phase.Closed;
	/** Nothing more is accepted: the client disconnects, or has. */
	leaving = false;
	readonly session: Session;
	/** The present socket, for its callbacks. */
	socket: Socket | undefined = undefined;
	/** What the socket's send buffer has room for, in bytes. */
	private room = 0;
	/** What the socket has received and we have not read: announced once, so remembered. */
	private unread = 0;
	/** Of a packet that is written in several parts: how much has been. No other packet may come between. */
	private position = 0;
	private lastSent = 0;
	private lastReceived = 0;
	/** A PINGREQ is due or sent, since `pingTime`, and PINGRESP has not come. */
	private pinging = false;
	/** PINGREQ is due, and could not be written yet. */
	private pingDue = false;
	private pingTime = 0;
	/** The pieces of a large message that go by are given to the app. */
	private streaming = false;
	private readonly incoming: Incoming;
	private readonly message: Message;
	/** Where outgoing packets are put together. */
	private readonly window: Window;

	constructor(
		private readonly owner: ConnectionOwner,
		private readonly clock: Clock,
		private readonly settings: Settings,
		readonly sizes: Sizes,
	) {
		this.session = new Session(sizes.unacknowledged);
		this.window = new Window(sizes.send);
		this.incoming = new Incoming(sizes.receive);
		this.message = new Message(this.incoming.bytes);
	}

	// Set-up: opening and closing

	/** Opens a socket; CONNECT follows when it is writable. Throws what the socket's constructor throws. */
	open(io: new (options: SocketOptions) => Socket, options: object, host: string, address: string, port: number): void {
		this.phase = Phase.Opening;
		this.socket = new io({
			nodelay: true,
			...options,
			host,
			address,
			port,
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
		this.phase = Phase.Closed;
		this.room = this.unread = this.position = 0;
		this.pinging = this.pingDue = false;
		this.incoming.reset();
		socket?.close();
	}

	/** Sends DISCONNECT if that is possible, and closes (MQTT-3.14.4-1). Without, the server publishes the will. */
	leave(): void {
		if (this.mayWrite(EMPTY_SIZE)) this.sendEmpty(Packet.DISCONNECT);
		this.close();
	}

	/** Closes, and says why. */
	fail(reason: number): void {
		this.close();
		this.owner.ended(reason);
	}

	// Out

	/**
	 * Sends a PUBLISH, or keeps it to be sent: the Packet Identifier, 0 at QoS 0, or a Refusal. `template` is of
	 * publishTemplate().
	 */
	publish(template: Uint8Array, QoS: number, payload: Uint8Array | undefined, length: number): number {
		if (this.leaving) return Refusal.closed;
		if (QoS === 0 && this.phase !== Phase.Online) return Refusal.notConnected;
		const identifier = QoS ? this.session.freeIdentifier() : 0;
		const size = encodePublish(this.window.bytes, template, identifier, payload, length);
		return size > 0 ? this.submit(size, identifier) : Refusal.tooLarge;
	}

	/** Sends a SUBSCRIBE, or without QoS an UNSUBSCRIBE, or keeps it to be sent: its Packet Identifier, or a Refusal. */
	subscribe(filters: readonly Uint8Array[], QoS?: readonly number[]): number {
		if (this.leaving) return Refusal.closed;
		const identifier = this.session.freeIdentifier();
		const size = encodeSubscribe(this.window.bytes, identifier, filters, QoS);
		return size > 0 ? this.submit(size, identifier) : Refusal.tooLarge;
	}

	/** Sends the packet at the beginning of the window if it can go at once. Keeps it if it cannot, or must be acknowledged. */
	private submit(size: number, identifier: number): number {
		const { session, window } = this;
		const now = this.phase === Phase.Online && session.sent === session.used && this.room >= size + RESERVED;
		let result = identifier;
		window.cut(size);
		if ((identifier || !now) && !session.keep(window.bytes, size, identifier))
			result = session.packet(size) > session.bytes.length ? Refusal.tooLarge : Refusal.full;
		else if (now) {
			this.send(window.bytes);
			session.sent = session.used;
		}
		window.open();
		return result;
	}

	/** Writes what the session has waiting, as far as there is room. */
	private flush(): void {
		const { session, window } = this;
		while (session.sent < session.used) {
			const room = Math.min(this.room - RESERVED, window.capacity);
			if (room <= 0) return;
			const start = session.packet(session.sent) + this.position;
			const left = session.after(session.sent) - start;
			const count = Math.min(left, room);
			const { bytes } = window;
			const kept = session.bytes;
			// Byte by byte: a part of one array cannot be copied to another in bulk without allocating a view of it.
			for (let i = 0; i < count; i++) bytes[i] = kept[start + i];
			window.cut(count);
			this.send(bytes);
			window.open();
			if (count < left) {
				this.position += count;
				return;
			}
			this.position = 0;
			session.written();
			if (session.used === 0) this.owner.settle();
		}
	}

	private send(bytes: Uint8Array): void {
		// Undefined: the socket has failed and will say so.
		this.room = (this.socket as Socket).write(bytes) ?? 0;
		this.lastSent = this.clock.ticks;
	}

	private sendEmpty(type: Packet.PINGREQ | Packet.DISCONNECT): void {
		const { window } = this;
		window.cut(encodeEmpty(window.bytes, type));
		this.send(window.bytes);
		window.open();
	}

	/** Whether a packet of `count` bytes can be written now: CONNECT is out, no other is half written, there is room. */
	private mayWrite(count: number): boolean {
		return this.phase >= Phase.Greeted && this.position === 0 && this.room >= count;
	}

	/** The socket has room for `count` bytes. */
	writable(count: number): void {
		this.room = count;
		if (this.phase === Phase.Opening) this.phase = Phase.Greeting;
		if (this.phase === Phase.Greeting) this.greet();
		else if (this.phase === Phase.Online) {
			this.flush();
			this.ping();
		}
		// Reading stops when there is no room to answer; now there may be.
		this.readable(this.unread);
	}

	/** Writes CONNECT, in parts if need be: it may be longer than the socket's send buffer (a long password). */
	private greet(): void {
		const { connect } = this.settings;
		const start = this.position;
		const end = Math.min(connect.length, start + this.room);
		if (end === start) return;
		this.position = end;
		this.send(end - start === connect.length ? connect : connect.subarray(start, end));
		if (end === connect.length) {
			this.position = 0;
			this.phase = Phase.Greeted;
		}
	}

	// In

	/** The socket has `count` bytes to be read. */
	readable(count: number): void {
		this.unread = count;
		const { incoming } = this;
		const { window } = incoming;
		while (this.phase !== Phase.Online || this.mayWrite(PUBACK_SIZE)) {
			const found = incoming.next();
			if (found) this.received(found);
			else {
				const ready = Math.min(this.unread, incoming.wanted());
				if (ready === 0 || !this.socket) return;
				window.cut(ready);
				this.socket.read(window.bytes);
				incoming.received(ready);
				this.unread -= ready;
				this.lastReceived = this.clock.ticks;
			}
		}
	}

	private received(found: number): void {
		const { incoming } = this;
		if (found === Found.Piece) return this.passed();
		if (found === Found.Malformed || !isServerPacket(incoming.header)) return this.fail(Reason.malformedPacket);
		if (this.phase !== Phase.Online) return this.greeted(found);
		const { bytes, start, end } = incoming;
		switch (found) {
			case Packet.PUBLISH:
				return this.published();
			case Found.Head:
				return this.publishing();
			case Packet.PUBACK: {
				const identifier = decodeIdentifier(bytes, start, end);
				if (identifier === 0) return this.fail(Reason.malformedPacket);
				return this.acknowledged(this.session.awaiting(identifier, Packet.PUBLISH));
			}
			case Packet.SUBACK:
				return this.subscribed(decodeSuback(bytes, start, end));
			case Packet.UNSUBACK:
				return this.unsubscribed(decodeIdentifier(bytes, start, end));
			case Packet.PINGRESP:
				if (start !== end) return this.fail(Reason.malformedPacket);
				this.pinging = false;
				return;
			default:
				// A second CONNACK, or an acknowledgement of QoS 2, which we never send.
				return this.fail(Reason.protocolError);
		}
	}

	/** The first packet from the server: CONNACK, or it is wrong (MQTT-3.2.0-1). */
	private greeted(found: number): void {
		const { incoming } = this;
		if (this.phase !== Phase.Greeted || found !== Packet.CONNACK) return this.fail(Reason.protocolError);
		const connack = decodeConnack(incoming.bytes, incoming.start, incoming.end);
		if (connack < 0) return this.fail(Reason.malformedPacket);
		if (connack & 255) return this.fail(refusedBy[connack & 255]);
		const sessionPresent = connack !== 0;
		// A session that we asked the server to discard cannot be present.
		if (sessionPresent && this.settings.clean) return this.fail(Reason.protocolError);
		this.phase = Phase.Online;
		this.session.resume(sessionPresent);
		this.flush();
		this.owner.online(sessionPresent);
	}

	private published(): void {
		const { incoming, message } = this;
		if (!decodePublish(incoming.bytes, incoming.start, incoming.end, incoming.header, message, false))
			return this.fail(Reason.malformedPacket);
		if (message.QoS === 2) return this.fail(Reason.qosNotSupported);
		this.owner.onMessage?.(message);
		if (message.QoS) this.acknowledge();
	}

	/** A message too large for the buffer begins: it is given to the app in pieces, or passed over. */
	private publishing(): void {
		const { incoming, message } = this;
		if (!decodePublish(incoming.bytes, incoming.start, incoming.end, incoming.header, message, true))
			return this.fail(Reason.malformedPacket);
		if (message.QoS === 2) return this.fail(Reason.qosNotSupported);
		message.total = incoming.remaining;
		this.streaming = this.settings.stream && message.topicEnd > message.topicStart;
		if (!this.streaming) this.owner.onOversize?.(message);
	}

	private passed(): void {
		const { incoming, message } = this;
		message.bytes = incoming.bytes;
		message.start = incoming.start;
		message.end = incoming.end;
		const last = incoming.remaining === 0;
		if (this.streaming) this.owner.onMessage?.(message);
		message.offset += message.end - message.start;
		if (last && message.QoS) this.acknowledge();
	}

	/** Acknowledges the message that the app has had: to be done after it has, as the server then forgets it. */
	private acknowledge(): void {
		if (this.phase !== Phase.Online) return; // The app closed the connection in its callback.
		const { window } = this;
		window.cut(encodePuback(window.bytes, this.message.identifier));
		this.send(window.bytes);
		window.open();
	}

	/** A request of ours was acknowledged. One that we do not know was acknowledged before; that is harmless. */
	private acknowledged(at: number): void {
		const { session } = this;
		if (at < 0) return;
		session.remove(at);
		if (session.used === 0) this.owner.settle();
	}

	private subscribed(identifier: number): void {
		if (identifier === 0) return this.fail(Reason.malformedPacket);
		const at = this.session.awaiting(identifier, Packet.SUBSCRIBE);
		if (at < 0) return;
		const filters = this.filters(at, 1);
		// Copied, as what the app does in its callbacks may be read into the same memory.
		const granted = this.incoming.bytes.slice(this.incoming.start + 2, this.incoming.end);
		if (filters.length !== granted.length) return this.fail(Reason.protocolError);
		for (let i = 0; i < filters.length; i++) this.owner.onSubscribe?.(filters[i], granted[i]);
		this.acknowledged(this.session.awaiting(identifier, Packet.SUBSCRIBE));
	}

	private unsubscribed(identifier: number): void {
		if (identifier === 0) return this.fail(Reason.malformedPacket);
		const at = this.session.awaiting(identifier, Packet.UNSUBSCRIBE);
		if (at < 0) return;
		const filters = this.filters(at, 0);
		for (let i = 0; i < filters.length; i++) this.owner.onUnsubscribe?.(filters[i]);
		this.acknowledged(this.session.awaiting(identifier, Packet.UNSUBSCRIBE));
	}

	/** The filters of a SUBSCRIBE or UNSUBSCRIBE of ours, as strings; `options` bytes follow each. Allocates. */
	private filters(record: number, options: number): string[] {
		const { bytes } = this.session;
		const filters: string[] = [];
		const end = this.session.after(record);
		const packet = this.session.packet(record);
		let at = packet + 3 + lengthSize(readLength(bytes, packet + 1, end));
		while (at < end) {
			const start = at + 2;
			at = start + ((bytes[at] << 8) | bytes[at + 1]);
			filters.push(decodeUTF8(bytes, start, at));
			at += options;
		}
		return filters;
	}

	// Keep alive

	/** Does what is due at `now`; returns the milliseconds until it must be called again. Only while Online. */
	check(now: number): number {
		const { keepAlive, timeout } = this.settings;
		if (this.pinging) {
			const left = timeout - ((now - this.pingTime) | 0);
			if (left > 0) return left;
			this.fail(Reason.keepAliveTimeout);
			return NEVER;
		}
		if (keepAlive === 0) return NEVER;
		// Only what we send postpones PINGREQ (MQTT-3.1.2-23). While we await an acknowledgement and nothing comes, we ask
		// all the same: publishing into a dead connection would otherwise never be noticed.
		let idle = (now - this.lastSent) | 0;
		if (this.session.used) idle = Math.max(idle, (now - this.lastReceived) | 0);
		// A little early, as the packet takes time to arrive.
		const left = keepAlive - (keepAlive >> 4) - idle;
		if (left > 0) return left;
		this.pinging = this.pingDue = true;
		this.pingTime = now;
		this.ping();
		return timeout;
	}

	private ping(): void {
		if (!this.pingDue || !this.mayWrite(EMPTY_SIZE)) return;
		this.pingDue = false;
		this.sendEmpty(Packet.PINGREQ);
	}
}

/** CONNACK's return codes 1 to 5 (section 3.2.2.3). */
const refusedBy = Object.freeze([
	Reason.disconnected,
	Reason.unsupportedProtocolVersion,
	Reason.clientIdentifierNotValid,
	Reason.serverUnavailable,
	Reason.badUserNameOrPassword,
	Reason.notAuthorized,
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

function onError(this: ConnectionSocket): void {
	const connection = this.target;
	if (connection.socket === this)
		connection.fail(connection.phase === Phase.Online ? Reason.connectionLost : Reason.connectFailed);
}
