// Constructor, connecting and closing are set-up; the rest is hot path. The inside of an ECMA-419 client: one connection, no reconnecting,
// nothing kept for sending again. What packets of 3.1.1 mean to the app, which reads messages when it likes: until then nothing behind
// them is handled.
//
// Devices have small stacks, and an app writes from within callbacks: so there are fewer and longer functions here than elsewhere.
import Time from "time";
import Timer from "timer";
import {
	type ConnectionOwner,
	EMPTY_PACKETS,
	isServerPacket,
	Mode,
	Phase,
	Ping,
	Size,
} from "../../../src/connection.js";
import type { Resolver, StandardSocket } from "../../../src/host.js";
import { checkKeepAlive, pingInterval, Time as Wait } from "../../../src/keep-alive.js";
import { StreamingConnection } from "../../../src/streaming-connection.js";
import { decodeConnack311 } from "../../../src/wire/connack.js";
import { Packet, PublishFlag } from "../../../src/wire/packet.js";
import { Code } from "../../../src/wire/reason-code.js";
import { lengthSize, REMAINING_LENGTH_MAX, writeLength } from "../../../src/wire/remaining-length.js";
import { encodeSubscribe } from "../../../src/wire/subscribe.js";
import { isTopicName } from "../../../src/wire/topic-name.js";
import { bytesOf, encode, Kind } from "./byte-buffer.js";
import { takeKeepAlive, takeQoS } from "./connect-packet.js";
import type { ByteBuffer, Client, ControlMessage, MQTTClientOptions, WriteOptions } from "./contract.js";
import { Identifiers } from "./identifiers.js";
import { BoundSocket, type WholeSocket } from "./standard-socket.js";

/** In milliseconds: for each step of connecting, for PINGRESP, and for the server to close after DISCONNECT. */
const TIMEOUT = 30_000;
/** The room in the socket's send buffer that apps are not told of: for acknowledgements and a PINGREQ. */
export const RESERVED = 8;
/** What goes before the codes in a SUBACK of up to 16,383 bytes. */
const SUBACK_HEAD = 5;
/** Size of the memory for received packets. */
const RECEIVE = 256;
const RECEIVE_MIN = 32;
/** What may be owed, before other packets are read: nothing; an acknowledgement, for which there is no room yet; the app is to read. */
const NOTHING = -1;
const ACKNOWLEDGEMENT = 0;
const UNREAD = 1;

const NONE = new Uint8Array(0);

/** Why a connection ended, in words; beside the return codes of CONNACK, 1 to 5. */
const texts: Readonly<Record<number, string>> = Object.freeze({
	[Code.malformedPacket]: "malformed packet",
	[Code.protocolError]: "protocol error",
	[Code.keepAliveTimeout]: "no answer",
	[Code.hostNotFound]: "host not found",
	[Code.connectFailed]: "connection lost",
	[Code.connectTimeout]: "timeout",
	[Code.connectionLost]: "connection lost",
	[Code.unspecifiedError]: "no socket",
});

// The app's callbacks are methods of the client that only we can name: to be called with it as `this`, without call(), which
// takes a good deal of a small stack.
export const READABLE = Symbol();
export const WRITABLE = Symbol();
export const CONTROL = Symbol();
export const ERROR = Symbol();

/** The client that a connection is the inside of. */
interface Owner extends Client {
	[READABLE]: MQTTClientOptions["onReadable"];
	[WRITABLE]: MQTTClientOptions["onWritable"];
	[CONTROL]: MQTTClientOptions["onControl"];
	[ERROR]: MQTTClientOptions["onError"];
}

/** The client's inside. An object of its own, as apps keep all kinds of properties in a client. */
export class AppConnection extends StreamingConnection {
	// `position` counts the bytes of a payload that the app is still to write.
	declare readonly owner: ConnectionOwner & { connectPacket: Uint8Array };
	declare position: number;
	declare owed: number;
	declare io: (WholeSocket & StandardSocket) | undefined;
	readonly client: Owner;
	/** Undefined once closed. */
	alarm: unknown;
	/** What is to be said if the alarm goes off before the connection is made: a Code. */
	private problem: number;
	private resolver: Resolver | undefined;
	/** Keep alive in milliseconds, 0 for none. */
	private readonly interval: number;
	private readonly identifiers: Identifiers;
	/** The socket is no class of ours: see standard-socket.ts. */
	private readonly isBound: boolean;
	/** The acknowledgement written last, or owed. */
	private readonly acknowledgement: Uint8Array;
	/** What the app was told that it can write: whatever we write ourselves leaves that much. */
	promised: number;

	/** The head of the last PUBLISH, and the topic in it, if that was a string. */
	private lastHead: Uint8Array;
	private headCount: number;
	private topic: string;
	private topicSize: number;

	/** Of the present fragment: bytes that the app has not read. */
	private available: number;
	/** Nothing of the present message has been announced. */
	private first: boolean;
	/** The message being announced has an empty payload, which can be read as such. */
	private empty: boolean;

	/** @param packet CONNECT. */
	constructor(client: Owner, options: MQTTClientOptions, packet: Uint8Array) {
		const { host, dns, socket } = options;
		if (!host) throw new TypeError("host: expected a name or an address");
		const capacity = Math.max(options.buffers?.receive ?? RECEIVE, RECEIVE_MIN);
		const isBound = !socket.io.prototype?.writeFrom;
		const owner = {
			host,
			port: options.port ?? 1883,
			socket: isBound ? { ...socket, io: BoundSocket, real: socket.io, capacity } : socket,
			timeout: TIMEOUT,
			connectPacket: packet,
		};
		super(owner as unknown as ConnectionOwner, { time: Time }, 0, capacity, 0);
		this.client = client;
		client[READABLE] = options.onReadable;
		client[WRITABLE] = options.onWritable;
		client[CONTROL] = options.onControl;
		client[ERROR] = options.onError;
		this.interval = takeKeepAlive(options) * 1_000;
		this.identifiers = new Identifiers();
		this.isBound = isBound;
		this.acknowledgement = new Uint8Array([0, 2, 0, 0]);
		this.lastHead = NONE;
		this.topic = "";
		this.topicSize = -1;
		this.promised = this.headCount = this.available = 0;
		this.first = this.empty = false;
		this.problem = Code.connectTimeout;
		this.resolver = new dns.io(dns as never);
		this.alarm = Timer.repeat(() => this.check(), TIMEOUT);
		try {
			this.resolver.resolve({
				host,
				onResolved: (_host, address) => this.dial(address),
				onError: () => this.giveUp(Code.hostNotFound),
			});
		} catch (error) {
			this.close();
			throw error;
		}
	}

	// Set-up: opening and closing

	private dial(address: string): void {
		if (!this.alarm || this.phase) return;
		this.resolver = undefined;
		this.arm(TIMEOUT);
		try {
			this.open(address);
		} catch {
			this.giveUp(Code.unspecifiedError);
		}
	}

	/** Fails in a moment: this may be a callback that comes while the constructor still runs. */
	private giveUp(problem: number): void {
		this.problem = problem;
		if (this.alarm && !this.io) this.arm(0);
	}

	override close(): void {
		if (this.alarm) Timer.clear(this.alarm as never);
		// Not every resolver can be closed.
		this.resolver?.close?.();
		this.alarm = this.resolver = undefined;
		this.available = 0;
		super.close();
	}

	override fail(reason: number): false {
		if (this.alarm) {
			this.close();
			this.client[ERROR]?.(new Error(texts[reason] ?? "refused: " + reason));
		}
		return false;
	}

	/** Has check() called in `milliseconds`. */
	arm(milliseconds: number): void {
		milliseconds = Math.max(milliseconds, 1);
		// The repetition is never wanted; but a timer without one is gone once it has fired.
		Timer.schedule(this.alarm as never, milliseconds, milliseconds);
	}

	protected override isGreeting(header: number): boolean {
		return header === Packet.CONNACK << 4;
	}

	protected override greeted(header: number, start: number, end: number): boolean {
		const connack = header === Packet.CONNACK << 4 ? decodeConnack311(this.bytes, start, end) : -1;
		if (connack < 0) return this.fail(Code.malformedPacket);
		const returnCode = connack & 255;
		if (returnCode) return this.fail(returnCode);
		this.phase = Phase.Online;
		this.owner.connectPacket = NONE;
		const interval = this.interval;
		this.arm(interval ? interval - (interval >> 4) : Wait.Never);
		const message = { operation: Packet.CONNACK, returnCode, sessionPresent: connack > 255 };
		this.client[CONTROL]?.(message, message);
		this.offer();
		return this.phase === Phase.Online;
	}

	// Out

	/** The head of a PUBLISH, for which there is room, and for the `size` bytes of the payload that come at once. */
	beginPublish(size: number, options: WriteOptions): Uint8Array {
		const topic = options.topic;
		const QoS = takeQoS(options);
		const total = options.byteLength ?? size;
		if ((total | 0) !== total || total < size)
			throw new RangeError("byteLength: expected the size of the whole payload");
		let topicBytes: Uint8Array | undefined;
		let topicSize = this.topicSize;
		if (topic !== this.topic || topicSize < 0) {
			topicBytes = encode("topic", topic, Kind.TopicName);
			topicSize = topicBytes.length;
		}
		const remaining = 2 + topicSize + (QoS ? 2 : 0) + total;
		if (remaining > REMAINING_LENGTH_MAX) throw new RangeError("byteLength: too large");
		const count = 1 + lengthSize(remaining) + remaining - total;
		if (count + size > this.room) throw new Error("no room");
		const identifier = QoS && this.identifiers.take(options.id);
		let head = this.lastHead;
		if (topicBytes || count !== this.headCount) {
			topicBytes ??= encode("topic", topic, Kind.TopicName);
			this.lastHead = head = new Uint8Array(count);
			const at = count - topicSize - (QoS ? 2 : 0);
			head[at - 2] = topicSize >> 8;
			head[at - 1] = topicSize;
			head.set(topicBytes, at);
			this.headCount = count;
			this.topic = typeof topic === "string" ? topic : "";
			this.topicSize = typeof topic === "string" ? topicSize : -1;
		}
		head[0] =
			(Packet.PUBLISH << 4) |
			(QoS << 1) |
			(options.retain ? PublishFlag.RETAIN : 0) |
			(options.duplicate ? PublishFlag.DUP : 0);
		if (remaining < 128) head[1] = remaining;
		else writeLength(head, 1, remaining);
		if (QoS) {
			head[count - 2] = identifier >> 8;
			head[count - 1] = identifier;
			this.identifiers.keep(options.id, identifier);
		}
		this.position = total - size;
		return head;
	}

	/** Any other packet of the app's, for which there is room. */
	control(operation: number, options: WriteOptions): Uint8Array {
		let packet: Uint8Array;
		if (operation === Packet.PINGREQ) packet = EMPTY_PACKETS.subarray(0, 2);
		else if (operation === Packet.SUBSCRIBE || operation === Packet.UNSUBSCRIBE) {
			const items = options.items;
			// Its acknowledgement, which is received whole, has a byte for each.
			if (!items?.length || items.length > this.capacity - SUBACK_HEAD) throw new RangeError("items: too few or many");
			const filters = items.map((item) => encode("topic", item.topic, Kind.TopicFilter));
			const QoS = operation === Packet.SUBSCRIBE ? items.map(takeQoS) : undefined;
			const identifier = this.identifiers.take(options.id);
			packet = encodeSubscribe(identifier, undefined, filters, QoS);
			if (packet.length <= this.room) this.identifiers.keep(options.id, identifier);
		} else if (operation >= Packet.PUBACK && operation <= Packet.PUBCOMP) {
			const identifier = this.identifiers.take(options.id);
			packet = Uint8Array.of(operation << 4, 2, identifier >> 8, identifier);
			if (operation === Packet.PUBREL) {
				packet[0] |= 2;
				this.identifiers.keep(options.id, identifier);
			}
		} else if (operation === Packet.DISCONNECT) packet = EMPTY_PACKETS.subarray(2);
		else throw new RangeError("operation: not one that a client sends");
		if (packet.length > this.room) throw new Error("no room");
		if (operation === Packet.DISCONNECT) {
			// Nothing may follow (MQTT-3.14.4-2), and nothing is told any more but the end.
			this.phase = Phase.Closed;
			this.client[READABLE] = this.client[CONTROL] = undefined;
			this.arm(TIMEOUT);
		}
		return packet;
	}

	/** Writes whole buffers, for which there must be room. */
	put(bytes: ByteBuffer, rest?: ByteBuffer | null): void {
		const io = this.io as BoundSocket;
		const room = io.write(bytes, rest);
		// One of ours takes one at a time.
		this.written(rest && !this.isBound ? io.write(rest) : room);
	}

	override write(bytes: Uint8Array, at: number, count: number): void {
		if (this.phase < Phase.Online) this.arm(TIMEOUT);
		this.written(this.socket.writeFrom(bytes, at, count));
	}

	/** Something was written; the socket has `room` left, or has failed. */
	private written(room: number | undefined): void {
		this.lastSent = Time.ticks;
		this.room = room ?? -1;
		// Not every socket tells.
		if (room === undefined) this.arm(0);
	}

	/** Whether we can write a packet of our own: none is half written, and it leaves the room that the app was told of. */
	override mayWrite(count: number): boolean {
		return this.phase >= Phase.Greeted && !this.position && this.room - this.promised >= count;
	}

	/** The app is told what it can write. */
	private offer(): void {
		const count = this.room - RESERVED;
		if (count > 0 && this.phase === Phase.Online && this.client[WRITABLE]) {
			this.promised = count;
			this.client[WRITABLE](count);
		}
	}

	override flush(): void {
		if (this.owed === ACKNOWLEDGEMENT) this.writeOwed();
		if (this.ping === Ping.Due && this.mayWrite(Size.Empty)) this.writePing(Time.ticks);
		this.offer();
	}

	// In

	override packet(header: number, start: number, end: number): boolean {
		const type = header >> 4;
		const client = this.client;
		if (type === Packet.PUBLISH) {
			const size = this.headSize(header, start, end);
			const at = start + size;
			if (size <= 0 || at > end) return this.fail(Code.malformedPacket);
			if (!this.head(header, start, at)) return false;
			this.message.start = at;
			this.first = true;
			return this.deliver(end - at, false);
		}
		let message: ControlMessage;
		let identifier = 0;
		let answer = 0;
		if (header === Packet.PINGRESP << 4) {
			if (start !== end) return this.fail(Code.malformedPacket);
			this.ping = Ping.None;
			message = { operation: type };
		} else {
			let at = start + 2;
			if (type === Packet.CONNACK) return this.fail(Code.protocolError);
			if (at <= end) identifier = this.view.getUint16(start);
			// Behind the identifier SUBACK has codes, and no other has anything.
			if (!identifier || !isServerPacket(header) || (type === Packet.SUBACK) === (at === end))
				return this.fail(Code.malformedPacket);
			// The identifier of PUBREL is the server's. That of PUBREC is in use until PUBCOMP.
			const isKnown = type === Packet.PUBREL;
			message = {
				operation: type,
				id: isKnown ? identifier : this.identifiers.release(identifier, type === Packet.PUBREC),
			};
			if (isKnown) answer = Packet.PUBCOMP << 4;
			else if (type === Packet.PUBREC) answer = (Packet.PUBREL << 4) | 2;
			else if (type === Packet.SUBACK) {
				const payload: number[] = [];
				for (; at < end; at++) {
					const code = this.bytes[at];
					if (code > 2 && code !== 0x80) return this.fail(Code.malformedPacket);
					payload.push(code);
				}
				message.payload = payload;
			}
		}
		client[CONTROL]?.(message, message);
		return this.phase === Phase.Online && (!answer || this.respond(answer, identifier));
	}

	protected override headSize(header: number, start: number, end: number): number {
		if (end - start < 2) return 0;
		const topicSize = this.view.getUint16(start);
		const QoS = header & PublishFlag.QoS;
		return topicSize && QoS !== PublishFlag.QoS ? 2 + topicSize + (QoS ? 2 : 0) : -1;
	}

	protected override head(header: number, start: number, end: number): boolean {
		const message = this.message;
		const QoS = header & PublishFlag.QoS;
		message.header = header;
		message.topicStart = start + 2;
		message.topicEnd = QoS ? end - 2 : end;
		if (QoS) message.packetIdentifier = this.view.getUint16(end - 2);
		return (
			((!QoS || message.packetIdentifier > 0) && isTopicName(this.bytes, start + 2, message.topicEnd)) ||
			this.fail(Code.malformedPacket)
		);
	}

	protected override tooLarge(): void {
		this.fail(Code.malformedPacket);
	}

	protected override announce(): boolean {
		this.first = true;
		return true;
	}

	/** A piece of a message goes by that nobody reads. */
	protected override piece(last: boolean): boolean {
		return !last || this.finish();
	}

	/** Of a large message, the app reads what has come: from memory first, then from the socket. */
	protected override pass(): boolean {
		if (this.skip || !this.client[READABLE]) return super.pass();
		const remaining = this.remaining;
		const at = this.at;
		const count = Math.min(remaining, this.held - at + this.unread);
		if (!count && remaining) return false;
		this.message.start = at;
		return this.deliver(count, count < remaining);
	}

	/** A fragment of `count` bytes can be read. Whether to read on. */
	private deliver(count: number, more: boolean): boolean {
		const client = this.client;
		if (client[READABLE]) {
			const message = this.message;
			this.available = count;
			this.empty = !count;
			client[READABLE](
				count,
				this.first
					? {
							more,
							// It has been checked.
							topic: (String as unknown as Converter).fromArrayBuffer(
								this.view.buffer,
								message.topicStart,
								message.topicEnd - message.topicStart,
							),
							QoS: (message.header & PublishFlag.QoS) >> 1,
							byteLength: message.streamed || count,
						}
					: { more },
			);
			this.first = this.empty = false;
			if (this.available) {
				this.owed = UNREAD;
				return false;
			}
		}
		return this.phase === Phase.Online && this.finish();
	}

	/** The present fragment is read: if it was the last, the message is acknowledged. Whether to read on. */
	private finish(): boolean {
		const message = this.message;
		const QoS = message.header & PublishFlag.QoS;
		this.owed = NOTHING;
		if (this.large) {
			this.at = message.start;
			if (this.remaining) return true;
			this.large = this.floor = 0;
		}
		message.streamed = 0;
		return (
			!QoS || this.respond((QoS === PublishFlag.QoS1 ? Packet.PUBACK : Packet.PUBREC) << 4, message.packetIdentifier)
		);
	}

	/** Acknowledges a packet, as soon as that is possible. Whether to read on. */
	private respond(header: number, identifier: number): boolean {
		const bytes = this.acknowledgement;
		bytes[0] = header;
		bytes[2] = identifier >> 8;
		bytes[3] = identifier;
		return this.writeOwed();
	}

	protected override writeOwed(): boolean {
		this.owed = ACKNOWLEDGEMENT;
		if (this.room >= 0) {
			if (!this.mayWrite(Size.Acknowledgement)) return false;
			this.put(this.acknowledgement);
		}
		this.owed = NOTHING;
		if (this.client[WRITABLE]) this.offer();
		return this.phase === Phase.Online;
	}

	/** Reads from the present fragment: see MQTTClient. */
	consume(into?: number | ByteBuffer): ArrayBuffer | number | undefined {
		if (!this.alarm) throw new Error("closed");
		const available = this.available;
		if (!available && !this.empty) return;
		const target = typeof into === "object" ? into : undefined;
		const wanted = target ? target.byteLength : into === undefined ? available : Math.max((into as number) | 0, 0);
		const count = Math.min(wanted, available);
		const buffer = this.view.buffer as ArrayBuffer;
		const at = this.message.start;
		const buffered = this.large ? Math.min(count, this.held - at) : count;
		let result: ArrayBuffer | number;
		if (!target && buffered === count) result = buffer.slice(at, at + count);
		else {
			const view = bytesOf(target ?? new ArrayBuffer(count), count);
			if (buffered) view.set(new Uint8Array(buffer, at, buffered));
			if (buffered < count) {
				this.io!.read(buffered ? view.subarray(buffered) : view);
				this.unread -= count - buffered;
			}
			result = target ? count : (view.buffer as ArrayBuffer);
		}
		this.message.start = at + buffered;
		this.available = available - count;
		if (this.large) this.remaining -= count;
		if (count === available && this.owed === UNREAD) this.arm(0);
		return result;
	}

	// Time

	/** The alarm has gone off: something is due, or has been waiting until nothing else runs. */
	private check(): void {
		const now = Time.ticks;
		const interval = this.interval;
		let left = Wait.Never;
		if (this.phase !== Phase.Online) {
			this.fail(this.room < 0 ? Code.connectionLost : this.problem);
			return;
		}
		if (this.owed === UNREAD) {
			if (!this.available) this.finish();
		} else if (this.owed === ACKNOWLEDGEMENT) this.writeOwed();
		if (this.mode > Mode.Heard) this.read();
		if (this.phase !== Phase.Online) return;
		if (this.room < 0) {
			// What was received before the end may still be read.
			if (!this.unread && !this.available) this.fail(Code.connectionLost);
		} else if (this.position) {
			// The message is the app's to go on with, as long as it can.
			left = interval || Wait.Never;
			if (this.room <= RESERVED && ((now - this.lastSent) | 0) >= left + TIMEOUT) this.fail(Code.keepAliveTimeout);
		} else {
			// As long as the app does not read, PINGRESP may be among what it has not read. Else nothing else will do.
			if (this.owed === UNREAD) this.lastHeard = now;
			else if (this.ping && this.mode === Mode.Heard) this.mode = Mode.Quiet;
			left = checkKeepAlive(this, pingInterval(interval), TIMEOUT);
		}
		if (this.alarm) this.arm(left);
	}
}

interface Converter {
	fromArrayBuffer(buffer: ArrayBufferLike, at: number, count: number): string;
}
