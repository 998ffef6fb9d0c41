// Constructor, connecting and closing are set-up; the rest is hot path. The inside of an ECMA-419 client: one connection, no reconnecting,
// nothing kept for sending again. What packets of 3.1.1 mean to the app, which reads messages when it likes: until then nothing behind
// them is handled.
//
// Devices have small stacks, and an app writes from within callbacks: so there are fewer and longer functions here than elsewhere.
import Time from "time";
import Timer from "timer";
import { type ConnectionOwner, isServerPacket } from "../../../src/connection.js";
import { Mode, Owed, Phase, Ping, Size } from "../../../src/connection-state.js";
import type { Resolver, StandardSocket } from "../../../src/host.js";
import { checkKeepAlive, Time as Wait } from "../../../src/keep-alive.js";
import { StreamingConnection } from "../../../src/streaming-connection.js";
import { decodeConnack311 } from "../../../src/wire/connack.js";
import type { Message } from "../../../src/wire/message.js";
import { Packet, PublishFlag } from "../../../src/wire/packet.js";
import { Code } from "../../../src/wire/reason-code.js";
import { isTopicName } from "../../../src/wire/topic-name.js";
import { CONTROL, ERROR, type Owner, READABLE, WRITABLE } from "./callbacks.js";
import type { ByteBuffer, ControlMessage, Converter, MQTTClientOptions } from "./contract.js";
import { Identifier, releaseIdentifier } from "./identifiers.js";
import { Bytes, Milliseconds, Waiting } from "./limits.js";
import { BoundSocket } from "./standard-socket.js";

/** Where a message lies. Message has more than is needed here, which would take flash. */

/**
 * The client's inside. An object of its own, as apps keep all kinds of properties in a client. Its `position` counts the bytes of a payload
 * that the app is still to write.
 */
export class AppConnection extends StreamingConnection {
	declare owner: ConnectionOwner;
	declare io: (BoundSocket & StandardSocket) | undefined;
	readonly client: Owner;
	/** Undefined once closed. */
	alarm: unknown;
	/** What is to be said if the alarm goes off before the connection is made: a Code. */
	private problem: number;
	private resolver: Resolver | undefined;
	/** How long we may be silent. */
	private readonly interval: number;
	/** See identifiers.ts. */
	readonly identifiers: Uint32Array;
	/** The socket is no class of ours: see standard-socket.ts. */
	readonly isBound: boolean;
	/** The acknowledgement written last, or owed. */
	private readonly acknowledgement: Uint8Array;
	/** What the app was told that it can write: whatever we write ourselves leaves that much. */
	promised: number;
	/** Of the last PUBLISH: see outgoing.ts. The topic in it, if that was a string; else its size is negative. The head's is, if it has an identifier. */
	publishHead!: Uint8Array;
	publishHeadSize: number;
	topic: string | undefined;
	topicSize: number;
	/** Of the present fragment: bytes that the app has not read. */
	available: number;
	/** The message being announced has an empty payload, which can be read as such. */
	empty: boolean;
	/** Nothing of the present message has been announced. */
	private first!: boolean;

	/** Keep alive in milliseconds. @param packet CONNECT. */
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
		// Not of the class, whose methods would not be used.
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
			this.resolver.resolve({
				host,
				onResolved: (_host, address) => {
					if (!this.resolver) return;
					this.resolver = undefined;
					this.arm(Milliseconds.Timeout);
					try {
						this.open(address);
					} catch {
						this.problem = Code.unspecifiedError;
						this.arm(Milliseconds.Soon);
					}
				},
				// Told in a moment: the constructor may still run.
				onError: () => {
					if (!this.resolver) return;
					this.problem = Code.hostNotFound;
					this.arm(Milliseconds.Soon);
				},
			});
		} catch (error) {
			this.close();
			throw error;
		}
	}

	// Set-up: opening and closing

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
			const texts: Record<number, string> = {
				[Code.malformedPacket]: "malformed packet",
				[Code.protocolError]: "protocol error",
				[Code.keepAliveTimeout]: "no answer",
				[Code.connectTimeout]: "timeout",
				[Code.hostNotFound]: "host not found",
				[Code.unspecifiedError]: "no socket",
			};
			this.close();
			// Else it is a return code of CONNACK.
			const text = texts[reason] ?? (reason < 6 ? "refused: " + reason : "connection lost");
			this.client[ERROR]?.(new Error(text));
		}
		return false;
	}

	/** Has check() called in `milliseconds`, 1 or more. */
	arm(milliseconds: number): void {
		// The repetition is never wanted; but a timer without one is gone once it has fired.
		Timer.schedule(this.alarm as never, milliseconds, milliseconds);
	}

	protected override isGreeting(header: number): boolean {
		return header === Packet.CONNACK << 4;
	}

	protected override greeted(_header: number, start: number, end: number): boolean {
		const connack = decodeConnack311(this.bytes, start, end);
		if (connack < 0) return this.fail(Code.malformedPacket);
		const returnCode = connack & 255;
		if (returnCode) return this.fail(returnCode);
		this.phase = Phase.Online;
		// What it took to connect is not needed any more.
		this.owner = undefined as never;
		this.arm(this.interval);
		const message = { operation: Packet.CONNACK, returnCode, sessionPresent: connack > 255 };
		this.client[CONTROL]?.(message, message);
		this.offer();
		return this.phase === Phase.Online;
	}

	/** Writes whole buffers, for which there is room: a packet, or the head and the payload of one. */
	put(bytes: ByteBuffer, rest?: ByteBuffer | null): void {
		const io = this.io as BoundSocket;
		if (rest && !this.isBound) {
			// One of ours takes one at a time.
			io.write(bytes);
			bytes = rest;
			rest = undefined;
		}
		let room = io.write(bytes, rest);
		this.lastSent = this.time.ticks;
		if (room === undefined) {
			// Not every socket tells.
			room = -1;
			this.arm(Milliseconds.Soon);
		}
		this.room = room;
	}

	/** Writes CONNECT, or a part of it. */
	override write(bytes: Uint8Array, at: number, count: number): void {
		// Not by put(): sockets take a good deal of the stack.
		const room = (this.io as BoundSocket).write(count < bytes.length ? bytes.subarray(at, at + count) : bytes);
		this.lastSent = this.time.ticks;
		this.room = room ?? -1;
		this.arm(room === undefined ? Milliseconds.Soon : Milliseconds.Timeout);
	}

	/** The app is told what it can write. */
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
			// Behind the identifier SUBACK has codes, and no other has anything.
			if (!identifier || !isServerPacket(header) || (type === Packet.SUBACK) === (at === end))
				return this.fail(Code.malformedPacket);
			let id = identifier;
			// The identifier of PUBREL is the server's. That of PUBREC is in use until PUBCOMP.
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
			const at = message.topicStart;
			this.available = count;
			this.empty = !count;
			client[READABLE](
				count,
				this.first
					? {
							more,
							// It has been checked.
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

	/** The present fragment is read: if it was the last, the message is acknowledged. Whether to read on. */
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

	/** Acknowledges a packet, as soon as that is possible. Whether to read on. */
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
			// None is half written, and there is the room that the app was told of.
			if (this.position || !this.phase || room - this.promised < Size.Acknowledgement) return false;
			this.put(this.acknowledgement);
		}
		this.owed = Owed.Nothing;
		if (this.client[WRITABLE]) this.offer();
		return this.phase === Phase.Online;
	}

	/** The alarm has gone off: something is due, or has been waiting until nothing else runs. */
	private check(): void {
		let left = this.interval;
		if (this.phase === Phase.Online) {
			if (this.owed === Waiting.Unread && !this.available) this.finish();
			else if (this.owed >= 0) this.writeOwed();
			if (this.mode > Mode.Answered) this.read();
		} else this.fail(this.room < 0 ? Code.connectionLost : this.problem);
		if (this.phase !== Phase.Online) return;
		if (this.room < 0) {
			// What was received before the end may still be read.
			if (!this.unread && !this.available) this.fail(Code.connectionLost);
		} else if (this.position) {
			// The message is the app's to go on with, as long as it can.
			if (this.room <= Bytes.Reserved && ((this.time.ticks - this.lastSent) | 0) >= left + Milliseconds.Timeout)
				this.fail(Code.keepAliveTimeout);
		} else {
			// As long as the app does not read, PINGRESP may be among what it has not read. Else nothing else will do.
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
