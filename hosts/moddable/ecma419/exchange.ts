// Constructor, connecting and closing are set-up; the rest is hot path. What goes on between an ECMA-419 client and a server: one
// connection, no reconnecting, nothing kept for sending again.
//
// Devices have small stacks, and an app writes from within callbacks: so there are fewer and longer functions here than elsewhere.
import Time from "time";
import Timer from "timer";
import type { Resolver } from "../../../src/host.js";
import { Found, Incoming } from "../../../src/wire/incoming.js";
import type { Message } from "../../../src/wire/message.js";
import {
	type ConnectFields,
	decodeAcknowledgement,
	decodeConnack,
	decodePublish,
	encodeAcknowledgement,
	encodeConnect,
	encodeEmpty,
	encodeSubscribe,
	isServerPacket,
} from "../../../src/wire/mqtt311.js";
import { Packet, PublishFlag } from "../../../src/wire/packet.js";
import { lengthSize, REMAINING_LENGTH_MAX, writeLength } from "../../../src/wire/remaining-length.js";
import { Window } from "../../../src/wire/window.js";
import { bytesOf, encode, Kind } from "./byte-buffer.js";
import type { ByteBuffer, Client, ControlMessage, Fragment, MQTTClientOptions, WriteOptions } from "./contract.js";

/** A socket of ECMA-419's TCP Class, or one on top of it. */
interface Socket {
	/** With a number: an ArrayBuffer of as many bytes. With a view: fills it. There must be as many. */
	read(into: number | Uint8Array): unknown;
	/** `more`: what is written next belongs to the same packet, and may go in the same segment or TLS record. */
	write(bytes: ByteBuffer, options?: { readonly more: true }): number | undefined;
	close(): void;
}

/** How far it has come. */
export const enum Phase {
	Closed = 0,
	/** DISCONNECT is written: the server is to close. */
	Leaving = 1,
	/** The name is being resolved, then the socket connects. */
	Opening = 2,
	/** CONNECT is being written. */
	Greeting = 3,
	/** CONNACK is awaited. */
	Greeted = 4,
	Online = 5,
}

export const enum Ping {
	None = 0,
	/** PINGREQ should have been sent, but could not be written yet. */
	Due = 1,
	/** PINGRESP is awaited. */
	Sent = 2,
}

/** In milliseconds: for each step of connecting, for PINGRESP, and for the server to close after DISCONNECT. */
export const TIMEOUT = 30_000;
const NEVER = 0x7fffffff;
/** The room in the socket's send buffer that apps are not told of: for acknowledgements and a PINGREQ. */
const RESERVED = 8;
export const ACKNOWLEDGEMENT_SIZE = 4;
export const EMPTY_SIZE = 2;
/** What goes before the codes in a SUBACK of up to 16,383 bytes. */
const SUBACK_HEAD = 5;
/** For reading, for what goes before a payload, and for control packets. Larger ones get a buffer of their own. */
const WINDOW = 128;
const RECEIVE = 256;
const RECEIVE_MIN = 32;
/** How many unacknowledged identifiers are remembered. */
const IDENTIFIERS = 32;
const IDENTIFIER_MAX = 65_535;

const LOST = "connection lost";
const MALFORMED = "malformed packet";

// The app's callbacks are methods of the client that only we can name: to be called with it as `this`, without call(), which
// takes a good deal of a small stack.
export const READABLE = Symbol();
export const WRITABLE = Symbol();
export const CONTROL = Symbol();
export const ERROR = Symbol();

const MORE = Object.freeze({ more: true });

/** The client that an exchange is the inside of. */
interface Owner extends Client {
	[READABLE]: MQTTClientOptions["onReadable"];
	[WRITABLE]: MQTTClientOptions["onWritable"];
	[CONTROL]: MQTTClientOptions["onControl"];
	[ERROR]: MQTTClientOptions["onError"];
}

/** The client's inside. An object of its own, as apps keep all kinds of properties in a client. */
export class Exchange {
	phase: Phase;
	readonly client: Owner;
	socket: Socket | undefined;
	resolver: Resolver | undefined;
	readonly alarm: unknown;
	/** What is to be said if the alarm goes off before the connection is made. */
	problem: string;

	/** What CONNECT is made of, until the socket is connected: the constructor may be called with little stack left. */
	fields: ConnectFields | undefined;
	/** What is still to be written of it. */
	connect: Uint8Array | undefined;
	readonly window: Window;
	/** What the socket's send buffer has room for, in bytes; negative once it has failed. */
	room: number;
	/** What the app was told that it can write: whatever we write ourselves leaves that much. */
	promised: number;
	/** Bytes of a payload that the app is still to write: no packet may come between. */
	owed: number;
	/** The acknowledgement to be written before any other packet is read: first byte, 0 for none, and identifier. */
	answer: number;
	answerIdentifier: number;
	/** The identifier given out last. */
	identifier: number;
	/** Identifiers as the app gave them, which may be larger than 65,535, that are not acknowledged. */
	readonly identifiers: Uint32Array;
	identifierCount: number;
	/** The topic published to last, and its bytes, if it was a string. */
	topic: string | ByteBuffer | undefined;
	topicBytes: Uint8Array | undefined;

	readonly incoming: Incoming;
	readonly message: Message;
	/** How many filters a SUBSCRIBE can have: its acknowledgement has a byte for each, and is received whole. */
	readonly most: number;
	/** What the socket has received and nobody has read: announced once, so remembered. */
	unread: number;
	/** Of the present fragment: bytes that the app has not read. */
	available: number;
	/** The present message is larger than our buffer: the app reads its payload from the socket. */
	direct: boolean;
	/** Nothing of the present message has been announced. */
	first: boolean;
	/** The message being announced has an empty payload, which can be read as such. */
	empty: boolean;
	running: boolean;

	/** In milliseconds, 0 for none: after so long without sending, PINGREQ. */
	readonly interval: number;
	lastSent: number;
	ping: Ping;
	/** Since when a PINGREQ is due or sent. */
	pingTime: number;

	constructor(client: Owner, options: MQTTClientOptions) {
		const { host, dns } = options;
		if (!host) throw new TypeError("host: expected a name or an address");
		const keepAlive = Math.min(Math.ceil((options.keepAlive ?? options.keepalive ?? 0) / 1_000), 65_535);
		if (!(keepAlive >= 0)) throw new RangeError("keepAlive: expected 0 or more");
		this.client = client;
		client[READABLE] = options.onReadable;
		client[WRITABLE] = options.onWritable;
		client[CONTROL] = options.onControl;
		client[ERROR] = options.onError;
		this.fields = connectFields(options, keepAlive);
		// A little early, as the packet takes time to arrive.
		this.interval = keepAlive * 938;
		this.window = new Window(WINDOW);
		this.incoming = new Incoming(Math.max(options.buffers?.receive ?? RECEIVE, RECEIVE_MIN), this.window);
		// Not of the class, whose methods would not be used: decodePublish() fills it in.
		this.message = {} as Message;
		this.most = this.incoming.bytes.length - SUBACK_HEAD;
		this.identifiers = new Uint32Array(IDENTIFIERS);
		this.room = this.promised = this.owed = this.answer = this.answerIdentifier = 0;
		this.identifier = this.identifierCount = this.unread = this.available = this.lastSent = this.pingTime = 0;
		this.direct = this.first = this.empty = this.running = false;
		this.topic = this.topicBytes = this.socket = this.connect = undefined;
		this.ping = Ping.None;
		this.problem = "timeout";
		this.phase = Phase.Opening;
		this.resolver = new dns.io(dns as never);
		this.alarm = Timer.repeat(() => this.check(), TIMEOUT);
		try {
			this.resolver.resolve({
				host,
				onResolved: (_host, address) => this.dial(options, address),
				onError: () => this.giveUp("host not found"),
			});
		} catch (error) {
			this.close();
			throw error;
		}
	}

	// Set-up: opening and closing

	dial(options: MQTTClientOptions, address: string): void {
		if (this.phase !== Phase.Opening || this.socket) return;
		this.resolver = undefined;
		this.arm(TIMEOUT);
		try {
			// Closures, as not every socket of the SDK's calls back with itself as `this`.
			this.socket = new options.socket.io({
				nodelay: true,
				...options.socket,
				host: options.host,
				address,
				port: options.port ?? 1883,
				onReadable: (count: number) => {
					this.unread = count;
					this.run();
				},
				onWritable: (count: number) => this.writable(count),
				onError: () => this.fail(LOST),
			} as never) as Socket;
		} catch {
			this.giveUp("no socket");
		}
	}

	/** Fails in a moment: this may be a callback that comes while the constructor still runs. */
	giveUp(problem: string): void {
		this.problem = problem;
		if (this.phase === Phase.Opening) this.arm(0);
	}

	close(): void {
		if (!this.phase) return;
		this.phase = Phase.Closed;
		Timer.clear(this.alarm as never);
		// Not every resolver can be closed.
		(this.resolver as { close?(): void } | undefined)?.close?.();
		this.socket?.close();
		this.resolver = this.socket = this.connect = this.fields = undefined;
		this.available = 0;
	}

	fail(problem: string): void {
		if (!this.phase) return;
		this.close();
		this.client[ERROR]?.(new Error(problem));
	}

	/** Has check() called in `milliseconds`. */
	arm(milliseconds: number): void {
		milliseconds = Math.max(milliseconds, 1);
		// The repetition is never wanted; but a timer without one is gone once it has fired.
		Timer.schedule(this.alarm as never, milliseconds, milliseconds);
	}

	// Out: hot path

	publish(data: ByteBuffer, size: number, options: WriteOptions): void {
		const QoS = options.QoS ?? 0;
		const total = options.byteLength ?? size;
		if (!(QoS === 0 || QoS === 1 || QoS === 2)) throw new RangeError("QoS: expected 0, 1 or 2");
		if ((total | 0) !== total || total < size)
			throw new RangeError("byteLength: expected the size of the whole payload");
		// The last string's bytes are kept.
		let topic = this.topicBytes;
		if (!topic || options.topic !== this.topic) {
			topic = encode("topic", options.topic, Kind.TopicName);
			this.topicBytes = typeof options.topic === "string" ? topic : undefined;
			this.topic = options.topic;
		}
		const identifier = QoS ? this.take(options.id) : 0;
		const remaining = 2 + topic.length + (QoS ? 2 : 0) + total;
		if (remaining > REMAINING_LENGTH_MAX) throw new RangeError("byteLength: too large");
		const head = 1 + lengthSize(remaining) + remaining - total;
		this.expectRoom(head + size);
		const window = this.window;
		const bytes = head > WINDOW ? new Uint8Array(head) : window.bytes;
		bytes[0] =
			(Packet.PUBLISH << 4) |
			(QoS << 1) |
			(options.retain ? PublishFlag.RETAIN : 0) |
			(options.duplicate ? PublishFlag.DUP : 0);
		let at = writeLength(bytes, 1, remaining);
		bytes[at++] = topic.length >> 8;
		bytes[at++] = topic.length;
		bytes.set(topic, at);
		if (QoS) {
			bytes[head - 2] = identifier >> 8;
			bytes[head - 1] = identifier;
			this.keep(options.id ?? identifier, identifier);
		}
		this.owed = total - size;
		if (bytes === window.bytes) window.cut(head);
		this.send(bytes, size ? MORE : undefined);
		window.open();
		if (size && this.room >= 0) this.send(data);
	}

	subscribe(operation: number, options: WriteOptions): void {
		const items = options.items;
		if (!items?.length || items.length > this.most) throw new RangeError("items: too few or many");
		const filters = items.map((item) => encode("topic", item.topic, Kind.TopicFilter));
		const QoS = operation === Packet.SUBSCRIBE ? items.map(takeQoS) : undefined;
		const identifier = this.take(options.id);
		let bytes = this.window.bytes;
		let size = encodeSubscribe(bytes, identifier, filters, QoS);
		const fits = size > 0;
		if (!fits) {
			size = -size;
			bytes = new Uint8Array(size);
			encodeSubscribe(bytes, identifier, filters, QoS);
		}
		this.expectRoom(size);
		this.keep(options.id ?? identifier, identifier);
		if (fits) this.put(size);
		else this.send(bytes);
	}

	expectRoom(size: number): void {
		if (size > this.room) throw new Error("no room");
	}

	/** Tells how much can be written, and sees to it that it can. */
	promise(): number {
		const count = Math.max(this.room - RESERVED, 0);
		this.promised = this.client[WRITABLE] ? count : 0;
		return count;
	}

	/** Writes the first bytes of the window. */
	put(size: number): void {
		this.window.cut(size);
		this.send(this.window.bytes);
		this.window.open();
	}

	send(bytes: ByteBuffer, options?: { readonly more: true }): void {
		// When data and the end of the connection come together, lwIP's class has us read first, and write() throws.
		try {
			this.room = this.socket!.write(bytes, options) ?? -1;
		} catch {
			this.room = -1;
		}
		this.lastSent = Time.ticks;
		// Not every socket tells.
		if (this.room < 0) this.arm(0);
	}

	acknowledge(header: number, identifier: number): void {
		const bytes = this.window.bytes;
		encodeAcknowledgement(bytes, Packet.PUBACK << 4, identifier);
		bytes[0] = header;
		this.put(ACKNOWLEDGEMENT_SIZE);
	}

	/** Whether we can write a packet of our own: none is half written, and it leaves the room that the app was told of. */
	mayWrite(size: number): boolean {
		return !this.owed && this.room - this.promised >= size;
	}

	/** Writes what we have to write, if that is possible; false if packets must not be read before. */
	answered(): boolean {
		if (this.room < 0) this.answer = 0;
		else if (this.answer && this.mayWrite(ACKNOWLEDGEMENT_SIZE)) {
			const header = this.answer;
			this.answer = 0;
			this.acknowledge(header, this.answerIdentifier);
			this.offer();
		}
		return !this.answer;
	}

	sendPing(): void {
		if (this.ping !== Ping.Due || !this.mayWrite(EMPTY_SIZE)) return;
		this.ping = Ping.Sent;
		this.put(encodeEmpty(this.window.bytes, Packet.PINGREQ));
		this.offer();
	}

	/** Tells the app what it can write. */
	offer(): void {
		if (this.phase === Phase.Online && this.room > RESERVED) this.client[WRITABLE]?.(this.promise());
	}

	/** The socket has room for `count` bytes. */
	writable(count: number): void {
		if (!this.phase || this.room < 0) return;
		this.room = count;
		if (this.phase === Phase.Opening) {
			const fields = this.fields as ConnectFields;
			this.connect = new Uint8Array(-encodeConnect(new Uint8Array(0), fields));
			encodeConnect(this.connect, fields);
			this.fields = undefined;
			this.phase = Phase.Greeting;
		}
		if (this.phase === Phase.Greeting) this.greet();
		this.run();
		if (this.phase === Phase.Online) this.sendPing();
		this.offer();
	}

	/** Writes CONNECT, in parts if need be: it may be longer than the socket's send buffer (a long password). */
	greet(): void {
		const connect = this.connect as Uint8Array;
		const count = Math.min(connect.length, this.room);
		if (!count) return;
		this.connect = connect.subarray(count);
		if (count === connect.length) {
			this.phase = Phase.Greeted;
			this.connect = undefined;
			this.arm(TIMEOUT);
		}
		this.send(connect.subarray(0, count));
	}

	// Packet Identifiers

	/** The identifier that goes on the wire: the app's, in 16 bits and never 0, or one that is not in use (MQTT-2.3.1-2). */
	take(id: number | undefined): number {
		if (id !== undefined) {
			if (!(id >= 1 && id <= 0xffffffff && id % 1 === 0)) throw new RangeError("id: expected a whole number from 1");
			return onWire(id);
		}
		do this.identifier = onWire(this.identifier + 1);
		while (this.find(this.identifier) < IDENTIFIERS);
		return this.identifier;
	}

	/** Remembers the app's `id` until it is acknowledged. More than there is room for are not. */
	keep(id: number, identifier: number): void {
		if (this.identifierCount < IDENTIFIERS && this.find(identifier) === IDENTIFIERS)
			this.identifiers[this.identifierCount++] = id;
	}

	/** Where an identifier is remembered; IDENTIFIERS if it is not. */
	find(identifier: number): number {
		for (let i = 0; i < this.identifierCount; i++) if (onWire(this.identifiers[i]) === identifier) return i;
		return IDENTIFIERS;
	}

	// In: hot path

	/** Reads packets: until there is nothing left, the app is to read, or there is no room to answer. */
	run(): void {
		const incoming = this.incoming;
		this.running = true;
		while (this.phase > Phase.Leaving && !this.available && this.answered() && this.phase > Phase.Leaving) {
			if (this.direct && incoming.remaining) {
				if (!this.unread) break;
				this.announce(Math.min(this.unread, incoming.remaining));
			} else {
				const found = incoming.next();
				if (found) this.received(found);
				else {
					const count = Math.min(this.unread, incoming.wanted());
					if (!count) break;
					incoming.window.cut(count);
					this.socket!.read(incoming.window.bytes);
					incoming.received(count);
					this.unread -= count;
				}
			}
		}
		this.running = false;
	}

	received(found: number): void {
		const incoming = this.incoming;
		const message = this.message;
		if (found === Found.Malformed || !isServerPacket(incoming.header)) return this.fail(MALFORMED);
		if (this.phase !== Phase.Online) return this.greeted(found);
		switch (found) {
			case Packet.PUBLISH:
			case Found.Head:
				if (!decodePublish(incoming, message, found === Found.Head)) return this.fail(MALFORMED);
				this.first = true;
				if (found === Found.Head) {
					message.total = incoming.remaining;
					// With nobody to read it, it goes by.
					this.direct = this.client[READABLE] !== undefined;
					if (message.total) return;
				} else this.answerMessage();
				return this.announce(message.end - message.start);
			case Found.Piece:
				if (!incoming.remaining) {
					this.direct = false;
					this.answerMessage();
				}
				return;
			case Packet.PINGRESP:
				if (incoming.start !== incoming.end) return this.fail(MALFORMED);
				this.ping = Ping.None;
				return this.tell({ operation: found });
			case Packet.CONNACK:
				return this.fail("protocol error");
		}
		this.acknowledged(found);
	}

	/** The first packet from the server: CONNACK, or it is wrong (MQTT-3.2.0-1). */
	greeted(found: number): void {
		if (this.phase !== Phase.Greeted || found !== Packet.CONNACK) return this.fail("protocol error");
		const connack = decodeConnack(this.incoming);
		const returnCode = connack & 255;
		if (connack < 0) return this.fail(MALFORMED);
		if (returnCode) return this.fail("refused: " + returnCode);
		this.phase = Phase.Online;
		this.arm(this.interval || NEVER);
		this.tell({ operation: found, returnCode, sessionPresent: connack > 255 });
		this.offer();
	}

	/** A fragment of `count` bytes can be read. */
	announce(count: number): void {
		const message = this.message;
		const more = this.direct && count < this.incoming.remaining;
		if (!this.client[READABLE]) return;
		this.available = count;
		this.empty = !count;
		const fragment: Fragment = this.first
			? { more, topic: decodeTopic(message), QoS: message.QoS, byteLength: message.total }
			: { more };
		this.first = false;
		this.client[READABLE]?.(count, fragment);
		this.empty = false;
	}

	read(into?: number | ByteBuffer): ArrayBuffer | number | undefined {
		const available = this.available;
		const direct = this.direct;
		if (!this.phase) throw new Error("closed");
		if (!available && !this.empty) return;
		const isBuffer = typeof into === "object";
		const count = Math.min(
			available,
			isBuffer ? into.byteLength : into === undefined ? available : Math.max(into | 0, 0),
		);
		const message = this.message;
		let result: ArrayBuffer | number;
		if (isBuffer) {
			const view = bytesOf(into, count);
			if (!direct) for (let i = 0; i < count; i++) view[i] = message.bytes[message.start + i];
			else if (count) this.socket!.read(view);
			result = count;
		} else if (direct && count) result = this.socket!.read(count) as ArrayBuffer;
		else result = message.bytes.buffer.slice(message.start, message.start + count) as ArrayBuffer;
		this.available -= count;
		if (direct) {
			this.unread -= count;
			this.incoming.remaining -= count;
		} else message.start += count;
		if (!this.available && !this.running && this.phase === Phase.Online) this.arm(0);
		return result;
	}

	/** A message has come to its end: it is acknowledged once the app has read it. */
	answerMessage(): void {
		const message = this.message;
		this.answer = message.QoS && firstByte(message.QoS === 1 ? Packet.PUBACK : Packet.PUBREC);
		this.answerIdentifier = message.identifier;
	}

	/** PUBACK, PUBREC, PUBREL, PUBCOMP, SUBACK or UNSUBACK. */
	acknowledged(operation: number): void {
		const incoming = this.incoming;
		const identifier = decodeAcknowledgement(incoming);
		if (!identifier) return this.fail(MALFORMED);
		const message: ControlMessage = { operation, id: identifier };
		// The identifier of PUBREL is the server's. That of PUBREC is in use until PUBCOMP.
		if (operation !== Packet.PUBREL) {
			const at = this.find(identifier);
			if (at < IDENTIFIERS) {
				message.id = this.identifiers[at];
				if (operation !== Packet.PUBREC) this.identifiers[at] = this.identifiers[--this.identifierCount];
			}
		}
		if (operation === Packet.PUBREC || operation === Packet.PUBREL) {
			// Each is answered with the type behind it.
			this.answer = firstByte(operation + 1);
			this.answerIdentifier = identifier;
		} else if (operation === Packet.SUBACK) {
			message.payload = [];
			for (let at = incoming.start + 2; at < incoming.end; at++) message.payload.push(incoming.bytes[at]);
		}
		this.tell(message);
	}

	tell(message: ControlMessage): void {
		this.client[CONTROL]?.(message, message);
	}

	// Keep alive

	/** The alarm has gone off: something is due, or has been waiting until nothing else runs. */
	check(): void {
		const now = Time.ticks;
		const interval = this.interval;
		let left = NEVER;
		if (this.phase === Phase.Online) this.run();
		else this.fail(this.room < 0 ? LOST : this.problem);
		if (this.phase !== Phase.Online) return;
		if (this.room < 0) {
			// What was received before the end may still be read.
			if (!this.unread) return this.fail(LOST);
		} else if (interval) {
			if (this.ping) {
				// As long as the app does not read, PINGRESP may be among what it has not read.
				if (this.unread) this.pingTime = now;
				left = TIMEOUT - ((now - this.pingTime) | 0);
				if (left <= 0) return this.fail("no answer");
			}
			// Only what we send postpones PINGREQ (MQTT-3.1.2-23).
			const idle = (now - this.lastSent) | 0;
			if (idle < interval) left = Math.min(left, interval - idle);
			else {
				// A message of which the app has written a part only is the app's to go on with.
				if (!this.owed && !this.ping) this.pingTime = now;
				if (!this.owed) this.ping = Ping.Due;
				left = Math.min(left, interval, TIMEOUT);
				this.sendPing();
			}
		}
		if (this.phase === Phase.Online) this.arm(left);
	}
}

function connectFields(options: MQTTClientOptions, keepAlive: number): ConnectFields {
	const { user, password, will } = options;
	return {
		id: encode("id", options.id ?? "", Kind.Text),
		clean: options.clean ?? true,
		keepAlive,
		will: will?.topic
			? {
					topic: encode("will.topic", will.topic, Kind.TopicName),
					message: encode("will.message", will.message ?? "", Kind.Binary),
					QoS: takeQoS(will) as 0 | 1 | 2,
					retain: !!will.retain,
				}
			: undefined,
		// A password needs a user name, if only an empty one (MQTT-3.1.2-22).
		user: user || password ? encode("user", user ?? "", Kind.Text) : undefined,
		password: password ? encode("password", password, Kind.Binary) : undefined,
	};
}

/** The Topic Name of a message, which has been checked. */
function decodeTopic(message: Message): string {
	const buffer = message.bytes.buffer.slice(message.topicStart, message.topicEnd);
	return (String as unknown as { fromArrayBuffer(buffer: ArrayBufferLike): string }).fromArrayBuffer(buffer);
}

function takeQoS(options: { QoS?: number }): number {
	const QoS = options.QoS ?? 0;
	if (!(QoS === 0 || QoS === 1 || QoS === 2)) throw new RangeError("QoS: expected 0, 1 or 2");
	return QoS;
}

/** The first byte of an acknowledgement: its type, and the flag that PUBREL has (section 3.6.1). */
export function firstByte(operation: number): number {
	return (operation << 4) | (operation === Packet.PUBREL ? 2 : 0);
}

/** An identifier in the 16 bits that it has on the wire, where 0 is none. */
function onWire(id: number): number {
	return ((id - 1) % IDENTIFIER_MAX) + 1;
}
