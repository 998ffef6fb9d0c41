// Hot path; the constructor, connecting and closing are set-up. The implementation of an ECMA-419 client: one
// connection of MQTT 3.1.1, without reconnecting and without storing messages for resending. The app reads a message
// when it likes; until then, the packets behind it are not processed.
//
// Devices have small stacks, and apps call write() from within callbacks. So this file has fewer and longer functions
// than others.
import Time from "time";
import Timer from "timer";
import { type ConnectionOwner, isServerPacket } from "../../../src/connection/connection.js";
import { Mode, Owed, Phase, Ping, Size } from "../../../src/connection/connection-state.js";
import { checkKeepAlive, Time as Wait } from "../../../src/connection/keep-alive.js";
import { StreamingConnection } from "../../../src/connection/streaming-connection.js";
import type { Resolver, StandardSocket } from "../../../src/host.js";
import { decodeConnack311 } from "../../../src/wire/connack.js";
import type { Message } from "../../../src/wire/message.js";
import { Packet, PublishFlag } from "../../../src/wire/packet.js";
import { Code } from "../../../src/wire/reason-code.js";
import { isTopicName } from "../../../src/wire/topic-name.js";
import { CONTROL, ERROR, type Owner, READABLE, WRITABLE } from "./callbacks.js";
import type { ByteBuffer, ControlMessage, Converter, MQTTClientOptions } from "./contract.js";
import { failureText } from "./failure-text.js";
import { Identifier, releaseIdentifier } from "./identifiers.js";
import { Bytes, Milliseconds, Waiting } from "./limits.js";
import { resolveAndOpen } from "./opening.js";
import { BoundSocket } from "./standard-socket.js";

/**
 * The implementation of a client. It is an object of its own, because apps store their own properties in the client.
 * `position` counts the bytes of a payload that the app still has to write.
 */
export class AppConnection extends StreamingConnection {
	declare owner: ConnectionOwner;
	declare io: (BoundSocket & StandardSocket) | undefined;
	readonly client: Owner;
	/** The timer; undefined once the connection is closed. */
	alarm: unknown;
	/** See opening.ts. */
	problem: number;
	resolver: Resolver | undefined;
	/** In milliseconds: after this long without sending, a PINGREQ is due. */
	private readonly interval: number;
	/** See identifiers.ts. */
	readonly identifiers: Uint32Array;
	/** The app's socket is not one of Mote's classes: see standard-socket.ts. */
	readonly isBound: boolean;
	/** The acknowledgement that was written last, or that is still to be written. */
	private readonly acknowledgement: Uint8Array;
	/** The room that the app was told of. What the connection writes itself must leave that much. */
	promised: number;
	/**
	 * The head of the last PUBLISH, for reuse: see outgoing.ts. `publishHeadSize` is negative if the head has an
	 * identifier; `topicSize` is negative if the topic was not a string.
	 */
	publishHead!: Uint8Array;
	publishHeadSize: number;
	topic: string | undefined;
	topicSize: number;
	/** How many bytes of the current fragment the app has not read. */
	available: number;
	/** The message being announced has an empty payload, which read() returns as an empty buffer. */
	empty: boolean;
	/** No fragment of the current message has been announced yet. */
	private first!: boolean;

	/** @param keepAlive in milliseconds. @param packet CONNECT. */
	constructor(client: Owner, options: MQTTClientOptions, keepAlive: number, packet: Uint8Array) {
		const { host, dns, socket } = options;
		const capacity = Math.max(options.buffers?.receive ?? Bytes.Receive, Bytes.ReceiveLeast);
		const isBound = !socket.io.prototype?.writeFrom;
		const owner = {
			host,
			port: options.port ?? 1883,
			socket: isBound ? { ...socket, io: BoundSocket, real: socket.io, capacity } : socket,
			connectPacket: packet,
		};
		super();
		this.reserve(owner as unknown as ConnectionOwner, Time, capacity, 0, 0);
		// A plain object, because the methods of the class Message would not be used and take flash.
		this.message = {} as Message;
		this.close();
		this.client = client;
		client[READABLE] = options.onReadable;
		client[WRITABLE] = options.onWritable;
		client[CONTROL] = options.onControl;
		client[ERROR] = options.onError;
		this.interval = keepAlive ? keepAlive - (keepAlive >> 4) : Wait.Never;
		this.identifiers = new Uint32Array(Identifier.Places + 1);
		this.isBound = isBound;
		this.acknowledgement = new Uint8Array([0, 2, 0, 0]);
		this.topicSize = -1;
		this.promised = this.publishHeadSize = this.available = 0;
		this.empty = false;
		this.topic = undefined;
		this.problem = Code.connectTimeout;
		this.resolver = new dns.io(dns as never) as Resolver;
		this.alarm = Timer.repeat(() => this.check(), Milliseconds.Timeout);
		try {
			resolveAndOpen(this, host);
		} catch (error) {
			this.close();
			throw error;
		}
	}

	// Set-up: opening and closing

	override close(): void {
		if (this.alarm) Timer.clear(this.alarm as never);
		// Not every resolver has close().
		this.resolver?.close?.();
		this.alarm = this.resolver = undefined;
		this.available = 0;
		super.close();
	}

	override fail(reason: number): false {
		if (this.alarm) {
			this.close();
			this.client[ERROR]?.(new Error(failureText(reason)));
		}
		return false;
	}

	/** Nothing waits for the reason, because nothing is retried. */
	override deafen(): void {
		this.fail(Code.keepAliveTimeout);
	}

	/** Schedules check() in `milliseconds`, 1 or more. */
	arm(milliseconds: number): void {
		// check() reschedules the timer each time, so the repetition never happens. But a timer without one is
		// deleted when it fires.
		Timer.schedule(this.alarm as never, milliseconds, milliseconds);
	}

	protected override isGreeting(header: number): boolean {
		return header === Packet.CONNACK << 4;
	}

	protected override greeted(_header: number, start: number, end: number): boolean {
		const connack = decodeConnack311(this.bytes, start, end);
		if (connack < 0) return this.fail(Code.malformedPacket);
		const returnCode = connack & 255;
		if (returnCode) return this.fail(-returnCode);
		this.phase = Phase.Online;
		// Connecting is over, so what it needed can be freed.
		this.owner = undefined as never;
		this.arm(this.interval);
		const message = { operation: Packet.CONNACK, returnCode, sessionPresent: connack > 255 };
		this.client[CONTROL]?.(message, message);
		this.offer();
		return this.phase === Phase.Online;
	}

	/** Writes whole buffers that fit the room: a packet, or the head and the payload of one. */
	put(bytes: ByteBuffer, rest?: ByteBuffer | null): void {
		const io = this.io as BoundSocket;
		if (rest && !this.isBound) {
			// Mote's own sockets take one buffer at a time.
			io.write(bytes);
			bytes = rest;
			rest = undefined;
		}
		let room = io.write(bytes, rest);
		this.lastSent = this.time.ticks;
		if (room === undefined) {
			// Not every socket returns the room.
			room = -1;
			this.arm(Milliseconds.Soon);
		}
		this.room = room;
	}

	/** Writes CONNECT or a part of it. */
	override write(bytes: Uint8Array, at: number, count: number): void {
		// Not by put(), because the socket needs much of the stack.
		const room = (this.io as BoundSocket).write(count < bytes.length ? bytes.subarray(at, at + count) : bytes);
		this.lastSent = this.time.ticks;
		this.room = room ?? -1;
		this.arm(room === undefined ? Milliseconds.Soon : Milliseconds.Timeout);
	}

	/** Tells the app how much it can write. */
	private offer(): void {
		const client = this.client;
		const count = this.room - Bytes.Reserved;
		if (count > 0 && this.phase === Phase.Online && client[WRITABLE]) {
			this.promised = count;
			client[WRITABLE](count);
		}
	}

	override writePing(now: number): void {
		if (this.room - this.promised >= Size.Empty) super.writePing(now);
	}

	override flush(): void {
		if (this.ping === Ping.Due && !this.position) this.writePing(this.time.ticks);
		this.offer();
	}

	override packet(header: number, start: number, end: number): boolean {
		const type = header >> 4;
		let at = start + 2;
		let message: ControlMessage;
		let identifier = 0;
		let answer = 0;
		if (type === Packet.PUBLISH) {
			const size = this.headSize(header, start, end);
			at = start + size;
			if (size <= 0 || at > end) return this.fail(Code.malformedPacket);
			if (!this.head(header, start, at)) return false;
			this.message.start = at;
			this.first = true;
			return this.deliver(end - at, false);
		}
		if (header === Packet.PINGRESP << 4) {
			if (start !== end) return this.fail(Code.malformedPacket);
			this.ping = Ping.None;
			message = { operation: type };
		} else {
			if (type === Packet.CONNACK) return this.fail(Code.protocolError);
			if (at <= end) identifier = this.view.getUint16(start);
			// SUBACK has return codes after the identifier. The others end there.
			if (!identifier || !isServerPacket(header) || (type === Packet.SUBACK) === (at === end))
				return this.fail(Code.malformedPacket);
			let id = identifier;
			// The identifier of PUBREL is the server's. A PUBREC's identifier stays in use until PUBCOMP.
			if (type === Packet.PUBREL) answer = Packet.PUBCOMP << 4;
			else id = releaseIdentifier(this.identifiers, identifier, type === Packet.PUBREC);
			if (type === Packet.PUBREC) answer = (Packet.PUBREL << 4) | 2;
			message = { operation: type, id };
			if (type === Packet.SUBACK) {
				const payload: number[] = [];
				for (; at < end; at++) {
					const code = this.bytes[at];
					if (code > 2 && code !== 0x80) return this.fail(Code.malformedPacket);
					payload.push(code);
				}
				message.payload = payload;
			}
		}
		this.client[CONTROL]?.(message, message);
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
		message.header = header;
		message.topicStart = start += 2;
		if (header & PublishFlag.QoS) {
			end -= 2;
			message.packetIdentifier = this.view.getUint16(end);
			if (!message.packetIdentifier) return this.fail(Code.malformedPacket);
		}
		message.topicEnd = end;
		return isTopicName(this.bytes, start, end) || this.fail(Code.malformedPacket);
	}

	protected override tooLarge(): void {
		this.fail(Code.malformedPacket);
	}

	protected override announce(): boolean {
		this.first = true;
		return true;
	}

	/** Skips a piece of a message that the app does not read. */
	protected override piece(last: boolean): boolean {
		return !last || this.finish();
	}

	/** Offers the app what has arrived of a large message: the bytes in memory first, then those in the socket. */
	protected override pass(): boolean {
		if (this.skip || !this.client[READABLE]) return super.pass();
		const remaining = this.remaining;
		const at = this.at;
		const count = Math.min(remaining, this.held - at + this.unread);
		if (!count && remaining) return false;
		this.message.start = at;
		return this.deliver(count, count < remaining);
	}

	/** Offers a fragment of `count` bytes to the app. Returns whether to read on. */
	private deliver(count: number, more: boolean): boolean {
		const client = this.client;
		if (client[READABLE]) {
			const message = this.message;
			const at = message.topicStart;
			this.available = count;
			this.empty = !count;
			client[READABLE](
				count,
				this.first
					? {
							more,
							// The topic has been checked already.
							topic: (String as unknown as Converter).fromArrayBuffer(this.view.buffer, at, message.topicEnd - at),
							QoS: (message.header & PublishFlag.QoS) >> 1,
							byteLength: message.streamed || count,
						}
					: { more },
			);
			this.first = this.empty = false;
			if (this.available) {
				this.owed = Waiting.Unread;
				return false;
			}
		}
		return this.phase === Phase.Online && this.finish();
	}

	/** The current fragment was read. After the last one, acknowledges the message. Returns whether to read on. */
	private finish(): boolean {
		const message = this.message;
		const QoS = message.header & PublishFlag.QoS;
		this.owed = Owed.Nothing;
		if (this.large) {
			if (this.remaining) return true;
			this.large = this.floor = 0;
		}
		message.streamed = 0;
		if (!QoS) return true;
		return this.respond((QoS === PublishFlag.QoS1 ? Packet.PUBACK : Packet.PUBREC) << 4, message.packetIdentifier);
	}

	/** Acknowledges a packet as soon as possible. Returns whether to read on. */
	private respond(header: number, identifier: number): boolean {
		const bytes = this.acknowledgement;
		bytes[0] = header;
		bytes[2] = identifier >> 8;
		bytes[3] = identifier;
		this.owed = Waiting.Acknowledgement;
		return this.writeOwed();
	}

	protected override writeOwed(): boolean {
		const room = this.room;
		if (this.owed === Waiting.Unread) return false;
		if (room >= 0) {
			// Waits until no packet is written in part, and until the acknowledgement leaves the room that the app
			// was told of.
			if (this.position || !this.phase || room - this.promised < Size.Acknowledgement) return false;
			this.put(this.acknowledgement);
		}
		this.owed = Owed.Nothing;
		if (this.client[WRITABLE]) this.offer();
		return this.phase === Phase.Online;
	}

	/** The timer fired: a deadline has passed, or work was postponed until no other code runs. */
	private check(): void {
		let left = this.interval;
		if (this.phase === Phase.Online) {
			if (this.owed === Waiting.Unread && !this.available) this.finish();
			else if (this.owed >= 0) this.writeOwed();
			if (this.mode > Mode.Answered) this.read();
		} else this.fail(this.room < 0 ? Code.connectionLost : this.problem);
		if (this.phase !== Phase.Online) return;
		if (this.room < 0) {
			// The app may still read what was received before the connection ended.
			if (!this.unread && !this.available) this.fail(Code.connectionLost);
		} else if (this.position) {
			// Only the app can continue the message. It fails only if the socket has had no room for too long.
			if (this.room <= Bytes.Reserved && ((this.time.ticks - this.lastSent) | 0) >= left + Milliseconds.Timeout)
				this.fail(Code.keepAliveTimeout);
		} else {
			// While the app does not read, PINGRESP may be among the unread bytes. Otherwise only PINGRESP postpones
			// the deadline.
			if (this.owed === Waiting.Unread) this.lastHeard = this.time.ticks;
			else if (this.ping) {
				if (this.mode === Mode.Heard) this.mode = Mode.Quiet;
				else if (this.mode === Mode.PiecesHeard) this.mode = Mode.Pieces;
			}
			left = checkKeepAlive(this, left, Milliseconds.Timeout);
		}
		if (this.alarm) this.arm(left);
	}
}
