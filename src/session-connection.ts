// Hot path. A connection with a session: what waits is sent in order, and kept until it is acknowledged; what comes is given to the app, and
// acknowledged.
import { type ConnectionOwner, EMPTY_PACKETS } from "./connection.js";
import { EmptyPacket, Mode, Owed, Phase, Ping, Size } from "./connection-state.js";
import type { Machine, Native } from "./host.js";
import { Refused } from "./reason.js";
import { Discarded, identifierOf, type Session } from "./session.js";
import { StreamingConnection } from "./streaming-connection.js";
import { type FilterOwner, Subscriptions } from "./subscriptions.js";
import { Message } from "./wire/message.js";
import { Identifier, Packet, PublishFlag } from "./wire/packet.js";
import { Code } from "./wire/reason-code.js";
import { lengthSize, readLength } from "./wire/remaining-length.js";
import { findMatch } from "./wire/topic-filter.js";
import { isSame, isTopicName } from "./wire/topic-name.js";

/** Above the first byte of a large message: its pieces are given to the app. */
const enum Streaming {
	Bit = 256,
}

/** What a connection reserves, in bytes. */
export interface Sizes {
	/** For a packet that is sent and not kept. */
	readonly send: number;
	/** For received packets. */
	readonly receive: number;
	/** For the session. */
	readonly unacknowledged: number;
	/** For the filters subscribed to. */
	readonly subscriptions: number;
	/** Not bytes: how many filters go into a SUBSCRIBE at most. */
	readonly filtersAtOnce: number;
}

/** What is not settled beside the messages of the session. */
export const enum Unsettled {
	Birth = 1,
	Filters = 2,
}

/** What a connection needs to know of QoS 2: see parts/exactly-once.ts. */
export interface Deliveries {
	isNew(identifier: number): number;
	received(identifier: number): void;
	/** In 3.1.1: whether the packet at `sent` may go. */
	maySend(session: Session): boolean;
	/** CONNACK has come. `present`: the server has our session. Whether to go on. */
	resume(connection: SessionConnection, present: boolean): boolean;
	released(connection: SessionConnection, type: number, identifier: number): number;
	/** Gives up the message at QoS 2, or PUBREL, whose record is at `at`: whether that is possible. */
	discard(connection: SessionConnection, at: number, isBegun: boolean): boolean;
}

/** A message whose payload comes from elsewhere: see parts/large-messages.ts. */
export interface Pulled {
	/** It is the connection's turn to write: whether this has written something, and what to do next. */
	write(connection: object): PullStep;
	/** Whether it was half written, and is not given up with that, when the connection ended. */
	isBegun(): boolean;
}

/** What flush() is to do next. */
export const enum PullStep {
	/** There is nothing to write but by others. */
	Other = 0,
	/** To see what is next. */
	Done = 1,
	/** To wait. */
	Wait = 2,
}

/** What the owner of a session is asked, and told. */
export interface SessionOwner extends ConnectionOwner, FilterOwner {
	readonly clean: boolean | "once";
	/** The server has discarded its session, and is to keep that of a new connection. */
	cleaned(): void;
	/** Large messages are given to the app in pieces. */
	readonly oversize?: "stream";
	readonly exactlyOnce?: Deliveries | undefined;
	onOversize?: ((message: Message) => void) | undefined;
	onOutcome?: ((identifier: number, code: number) => void) | undefined;
	/** CONNACK accepted us. `present`: the server has our session. */
	online(present: boolean): void;
	/** Nothing is unacknowledged any more: tells the app, and disconnects if that was waited for. */
	settle(): void;
	onSettled?: (() => void) | undefined;
	onWritable?: ((count: number) => void) | undefined;
}

const javaScript: Native = Object.freeze({ isTopicName, isSame, findMatch });

/** One connection at a time, for a session. */
export abstract class SessionConnection extends StreamingConnection {
	declare owner: SessionOwner;
	native!: Native;
	session!: Session;
	/** A message that is larger than the memory, of which the session has only the head. */
	pulled!: Pulled | undefined;
	/** Messages at QoS 2 have been passed over, for which there was no room. */
	protected passedOver!: boolean;
	/** The size of the packet that was refused last, as full, and whose app has not been told of room: negative at QoS 0, 0 for none. */
	private refused!: number;
	/** The same as `subscriptions`, if any of them has a handler. */
	routes!: Subscriptions | undefined;
	/** See Unsettled. */
	unsettled!: number;
	subscriptions!: Subscriptions;
	/** The PUBLISH that goes first over each connection, if there is one; at QoS 1 its identifier is at `birthIdentifierAt`. */
	birth!: Uint8Array | undefined;
	birthIdentifierAt!: number;
	/** A packet that is no record and was written in part: the rest of it is partly[partlyAt, partlyEnd). */
	partly: Uint8Array | undefined;
	private partlyAt!: number;
	private partlyEnd!: number;

	/** Reserves the memory: to be called by the constructor of the last class, which then closes. */
	protected prepare(owner: SessionOwner, machine: Machine, session: Session, sizes: Sizes, more: number): void {
		this.session = session;
		this.routes = undefined;
		this.unsettled = 0;
		this.native = machine.native ?? javaScript;
		this.refused = 0;
		this.reserve(owner, machine.time, sizes.receive, sizes.send, more);
		this.message = new Message(this.bytes);
		this.pulled = undefined;
		this.subscriptions = new Subscriptions(sizes.subscriptions, Math.min(sizes.filtersAtOnce, sizes.receive - 24));
		this.birth = this.partly = undefined;
		this.partlyAt = this.partlyEnd = this.birthIdentifierAt = 0;
	}

	/** Counts the seconds, as messages of 5.0 expire. */
	uptime?(): number;
	/** Whether the record at `sent` is to be written now, or further. */
	protected abstract mayBegin(): boolean;

	/**
	 * Sends DISCONNECT if that is possible, and closes (MQTT-3.14.4-1). Without, the server publishes the will. Where the socket tells when
	 * that has left, it is closed then: `phase` is Leaving until then.
	 */
	leave(bytes: Uint8Array = EMPTY_PACKETS, at: number = EmptyPacket.DISCONNECT, size: number = Size.Empty): void {
		if (this.mayWrite(size)) {
			this.write(bytes, at, size);
			if (this.room >= 0 && this.room < this.most) {
				this.phase = Phase.Leaving;
				this.mode = Mode.Pieces;
				this.owed = Owed.Nothing;
				return;
			}
		}
		this.close();
	}

	/** CONNACK has accepted us. Whether to read on. */
	protected accepted(present: boolean): boolean {
		const session = this.session;
		const waited = session.used || this.unsettled;
		if (this.owner.exactlyOnce?.resume(this, present) === false) return false;
		this.phase = Phase.Online;
		session.resume(present);
		this.subscriptions.resume(present);
		this.refuseFilters?.();
		if (this.birth) this.sendBirth(this.birth, present);
		this.owner.online(present);
		return this.phase === Phase.Online && this.tellFilters(waited > 0);
	}

	/** Sends the `size` bytes at `at`, a PUBLISH at QoS 0, or keeps them to be sent: 0, or a Refusal. */
	submit(bytes: Uint8Array, at: number, size: number): number {
		const session = this.session;
		if (this.phase !== Phase.Online) return Refused.notConnected;
		const isNext = session.sent === session.used && session.attempts < 2 && !this.subscriptions.due;
		if (isNext && this.room >= size + Size.Reserved) {
			this.write(bytes, at, size);
			this.published = this.lastSent;
			return 0;
		}
		const refused = session.refusal(size);
		// Neither kept nor written in one, ever.
		if (refused === Refused.tooLarge && size + Size.Reserved > this.most) return refused;
		if (refused) return this.full(-size);
		session.open(size, 0, bytes, at);
		this.flush();
		return 0;
	}

	/** The largest packet that the server takes, where it says so. */
	maximumPacketSize?: number;

	/** Gives up those filters that the server has said it cannot take. */
	protected refuseFilters?(): void;

	/** Filters have been added or changed: asks for them, if they are not asked for in a moment anyway. */
	ask(): void {
		const subscriptions = this.subscriptions;
		this.routes = subscriptions.hasHandlers ? subscriptions : undefined;
		if (this.phase === Phase.Online) this.refuseFilters?.();
		if (subscriptions.isNew && !this.leaving) this.unsettled |= Unsettled.Filters;
		this.tellFilters(false);
	}

	/** The connection has lasted: filters that ended others are asked for again. */
	askAgain(): void {
		if (!this.subscriptions.patience) return;
		this.subscriptions.retry();
		this.flush();
	}

	/** Sends the next SUBSCRIBE or UNSUBSCRIBE. */
	private sendRequest(): void {
		const subscriptions = this.subscriptions;
		// Put together where messages at QoS 0 are, so of as many filters as fit.
		const most = Math.min(this.outSize, this.room, this.maximumPacketSize ?? this.room);
		this.begin(this.bytes, this.capacity, subscriptions.encode(this.bytes, this.capacity, most));
	}

	/** Tells what became of filters, and goes on: whether to read on. */
	protected tellFilters(waited = true): boolean {
		const subscriptions = this.subscriptions;
		// Before the app is told, which may throw.
		if (!subscriptions.isNew) this.unsettled &= ~Unsettled.Filters;
		if (subscriptions.tell(this, this.owner) || waited) this.settle();
		this.flush();
		return this.phase === Phase.Online;
	}

	/** Refused.full, for a packet of `size` bytes, or, at QoS 0, minus that; and the app is told when there is room for it. */
	protected full(size: number): number {
		this.refused = size;
		// So that acknowledgements look whether there is room now.
		this.ready = false;
		return Refused.full;
	}

	/** Removes the record at `old`, unless that is negative: its identifier, or 0. */
	protected replace(old: number): number {
		const session = this.session;
		if (old < 0) return 0;
		const identifier = identifierOf(session, old);
		session.remove(old);
		return identifier;
	}

	/** Tells the app if what was refused as full would be taken now. `isFree`: nothing waits for the socket's room. */
	private offer(isFree: boolean): void {
		const session = this.session;
		const room = isFree && this.refused < 0 ? this.room - Size.Reserved : 0;
		const count = Math.max(room, session.capacity - session.used - session.header);
		this.ready = false;
		if (Math.abs(this.refused) > count) return;
		this.refused = 0;
		this.ready = isFree;
		this.owner.onWritable?.(count);
	}

	/** The answer to our request has come, with the codes bytes[at, end), for each filter one unless `isBare`. Whether to read on. */
	protected answered(type: Packet, at: number, end: number, isBare: boolean): boolean {
		const subscriptions = this.subscriptions;
		// One that we do not wait for is harmless.
		if (subscriptions.request !== type - 1) return true;
		if (!isBare && end - at !== subscriptions.count) return this.fail(Code.protocolError);
		subscriptions.answered(this.bytes, at, end);
		// The next one has a time of its own.
		this.session.awaited = 0;
		return this.tellFilters();
	}

	/** Keeps a PUBLISH to this topic as the message that goes first. Allocates. */
	abstract keepBirth(topic: unknown, payload: Uint8Array): void;

	/** Sends the message that goes first. At QoS 1 it is kept until PUBACK, as all are: in memory of its own. */
	protected sendBirth(birth: Uint8Array, present: boolean): void {
		const at = this.birthIdentifierAt;
		if (!present) birth[0] &= ~PublishFlag.DUP;
		if (at) {
			birth[at] = Identifier.Birth >> 8;
			birth[at + 1] = Identifier.Birth & 0xff;
			this.unsettled |= Unsettled.Birth;
		} else this.published = this.time.ticks;
		this.begin(birth, 0, birth.length);
	}

	/** PUBACK has come for a message that is no record. Whether to read on. */
	protected born(identifier: number, code: number): boolean {
		if (identifier !== Identifier.Birth || !(this.unsettled & Unsettled.Birth)) return true;
		this.unsettled &= ~Unsettled.Birth;
		(this.birth as Uint8Array)[0] &= ~PublishFlag.DUP;
		return this.concluded(0, code);
	}

	/** Writes a packet that is no record, before which nothing is half written, as far as there is room; the rest goes before all else. */
	private begin(bytes: Uint8Array, at: number, size: number): void {
		const count = Math.min(size, Math.max(this.room, 0));
		if (count < size) {
			this.partly = bytes;
			this.partlyAt = at + count;
			this.partlyEnd = at + size;
			this.position = 1;
		}
		if (count) this.write(bytes, at, count);
	}

	/** Writes more of such a packet: whether all of it has been. */
	private goOn(bytes: Uint8Array): boolean {
		const at = this.partlyAt;
		const left = this.partlyEnd - at;
		const count = Math.min(left, this.room);
		if (count > 0) {
			this.partlyAt = at + count;
			this.write(bytes, at, count);
		}
		if (count < left) return false;
		this.partly = undefined;
		this.position = 0;
		this.stalledSince = undefined;
		return true;
	}

	/** Writes what waits, as far as there is room: an acknowledgement that is owed, then what the session has. */
	override flush(): void {
		const session = this.session;
		while (this.phase === Phase.Online) {
			if (this.partly && !this.goOn(this.partly)) break;
			if (!this.position) {
				// Short, and awaited: before what the session has.
				if (this.owed >= 0 && !this.writeOwed()) break;
				if (this.ping === Ping.Due && this.room >= Size.Empty) this.writePing(this.time.ticks);
				if (this.subscriptions.due) {
					if (this.room <= Size.Reserved) break;
					this.sendRequest();
					continue;
				}
			}
			const step = this.pulled?.write(this);
			if (step) {
				if (step === PullStep.Wait) break;
				continue;
			}
			if (!this.mayBegin()) break;
			const packet = session.sent + session.header;
			// Of a message that was given up, PUBREL.
			const start = (session.bytes[packet] === Discarded.QoS2 ? packet + 1 : packet) + this.position;
			const left = session.after(session.sent) - start;
			const count = Math.min(left, this.room - Size.Reserved);
			if (count <= 0) break;
			this.write(session.bytes, start, count);
			if (count === left) {
				this.position = 0;
				this.stalledSince = undefined;
				this.written?.();
				if (session.written()) this.published = this.lastSent;
				this.settle();
			} else this.position += count;
		}
		const isFree =
			this.phase === Phase.Online &&
			!this.leaving &&
			this.owed < 0 &&
			!this.partly &&
			session.sent === session.used &&
			!session.attempts &&
			// What the timer would not look for, otherwise, while nothing else goes on: see onAlarm().
			!this.unsettled &&
			!this.subscriptions.request;
		this.ready = isFree;
		// Where a packet is half written, there is no room for others.
		if (this.position && this.room > 0) this.room = 0;
		if (this.position || this.owed >= 0) this.stall();
		if (this.refused && !this.leaving) this.offer(isFree);
		const published = this.published;
		if (published !== undefined && this.isDrained()) {
			// From there keep alive goes on.
			this.lastSent = published;
			this.published = undefined;
			this.settle();
		}
		// The socket has failed while an answer was owed, and says so once all is read.
		if (this.room < 0 && this.mode > Mode.Heard) this.read();
	}

	/** Whether nothing that was written at QoS 0 is still in the socket, as far as its room tells. */
	isDrained(): boolean {
		return this.published === undefined || this.room >= this.most;
	}

	/** Whether something is on its way that is no record, and that the server may end connections with as well. */
	asksElse(): boolean {
		return this.subscriptions.request > 0 || (this.unsettled & Unsettled.Birth) > 0;
	}

	/** Where connections have ended twice with a request on its way, they go one at a time, so that it is known with which: whether the next one waits. */
	protected waitsAlone(): boolean {
		const session = this.session;
		return session.attempts > 1 && (session.sent > 0 || this.asksElse());
	}

	/** The record at `sent` has been written. */
	protected written?(): void;

	/** Something has been acknowledged, sent or dropped: if it was the last, the client settles. */
	settle(): void {
		if (!this.session.used && !this.unsettled && this.phase === Phase.Online && this.isDrained()) this.owner.settle();
	}

	/** A request of ours is done with, and its record has gone: tells the app how it ended. */
	outcome(identifier: number, code: number): void {
		const session = this.session;
		if (identifier === session.suspect) session.attempts = 0;
		this.owner.onOutcome?.(identifier, code);
	}

	/** The same; and what has waited for that goes. Whether to read on. */
	concluded(identifier: number, code: number): boolean {
		// Before the app is told, which may throw.
		if (this.leaving) this.owner.wake(0);
		this.outcome(identifier, code);
		return this.proceed();
	}

	/** A record has gone: what has waited for that goes on. Whether to read on. */
	proceed(): boolean {
		const session = this.session;
		// Otherwise flush() tells.
		const isLast = session.sent === session.used && this.published === undefined;
		this.flush();
		if (isLast) this.settle();
		return this.phase === Phase.Online;
	}

	/** Whether a packet of `count` bytes can be written now: CONNECT is out, no other is half written, there is room. */
	mayWrite(count: number): boolean {
		return this.phase >= Phase.Greeted && !this.position && this.room >= count;
	}

	/**
	 * Answers a packet whose identifier lies at `at` in `bytes` with PUBACK, PUBREC, PUBREL or PUBCOMP: put together in place, as what is
	 * before the identifier has been read. Owes it if there is no room. Whether to read on.
	 */
	answer(header: number, at: number): boolean {
		this.view.setUint16(at - Size.Empty, (header << 8) | Size.Empty);
		return this.owe(at - Size.Empty);
	}

	/** Writes an answer, the packet at `at` in `bytes`, as soon as there is room. Whether to read on: not before it is written. */
	owe(at: number): boolean {
		this.owed = at;
		if (this.writeOwed()) return true;
		// It may lie where messages are put together.
		this.ready = false;
		this.stall();
		return false;
	}

	/** Something cannot be written until there is room: that is not waited for for ever, even without keep alive. */
	protected stall(): void {
		if (this.stalledSince !== undefined) return;
		this.stalledSince = this.time.ticks;
		this.owner.wake(0);
	}

	/** Writes the acknowledgement that is owed: whether that was possible. */
	protected override writeOwed(): boolean {
		const at = this.owed;
		if (this.room >= 0) {
			const length = readLength(this.bytes, at + 1, this.bytes.length);
			const size = 1 + lengthSize(length) + length;
			if (!this.mayWrite(size)) return false;
			this.write(this.bytes, at, size);
		}
		this.owed = Owed.Nothing;
		this.stalledSince = undefined;
		return true;
	}

	protected override announce(): boolean {
		const owner = this.owner;
		const message = this.message;
		const isNew = this.isNew();
		if (isNew > 1) return this.refuse(isNew);
		// One with a topic that the memory has no room for is passed over. In 5.0, one whose alias stands for a topic that was not kept
		// is given without a topic, as a small one is.
		if (isNew && owner.oversize && message.topicEnd) message.header |= Streaming.Bit;
		else if (isNew) owner.onOversize?.(message);
		return this.phase === Phase.Online;
	}

	protected override piece(last: boolean): boolean {
		const message = this.message;
		const QoS = message.header & PublishFlag.QoS;
		if (message.header & Streaming.Bit) this.deliver();
		const isTaken = !last || this.isNew() < 2;
		if (last && isTaken && QoS > PublishFlag.QoS1) this.owner.exactlyOnce!.received(message.packetIdentifier);
		if (this.phase !== Phase.Online) return false;
		if (!last) return true;
		message.streamed = message.offset = 0;
		if (!QoS || !isTaken) return true;
		// Where the head lay, which is no longer needed.
		this.view.setUint16(2, message.packetIdentifier);
		return this.answer((QoS > PublishFlag.QoS1 ? Packet.PUBREC : Packet.PUBACK) << 4, 2);
	}

	/** Whether the app has not had the message that has come: 1, or 0; or the reason why it cannot have it. */
	isNew(): number {
		const message = this.message;
		const exactlyOnce = this.owner.exactlyOnce;
		return message.QoS < 2 ? 1 : exactlyOnce ? exactlyOnce.isNew(message.identifier) : Code.qosNotSupported;
	}

	/**
	 * A message at QoS 2 cannot be taken, for that reason. For want of room it is passed over, and not answered, so that it comes again
	 * with the next connection: that is when PINGRESP has shown that all before has been handled. Whether to read on.
	 */
	private refuse(code: number): boolean {
		if (code !== Code.receiveMaximumExceeded) return this.fail(code);
		if (this.passedOver) return true;
		this.passedOver = true;
		this.owner.wake(0);
		if (!this.ping) this.ping = Ping.Due;
		this.flush();
		return this.phase === Phase.Online;
	}

	/** A message at QoS 2 has come; its identifier lies at `at` in `bytes`. Whether to read on. */
	protected deliverOnce(at: number): boolean {
		const isNew = (this.message.header & PublishFlag.QoS) === PublishFlag.QoS ? Code.malformedPacket : this.isNew();
		if (isNew > 1) return this.refuse(isNew);
		if (isNew) this.deliver();
		this.owner.exactlyOnce!.received(this.message.packetIdentifier);
		return this.phase === Phase.Online && this.answer(Packet.PUBREC << 4, at);
	}

	/** Takes a step of QoS 2, PUBREC, PUBREL or PUBCOMP, with its identifier at `at`, and answers it. */
	protected step(type: number, at: number): boolean {
		const exactlyOnce = this.owner.exactlyOnce;
		if (!exactlyOnce) return this.fail(Code.protocolError);
		const header = exactlyOnce.released(this, type, this.view.getUint16(at));
		if (header < 0) return this.fail(-header);
		if (this.phase !== Phase.Online || (header && !this.answer(header, at))) return false;
		// One request at a time: that was one.
		if (!this.ready) this.flush();
		return this.phase === Phase.Online;
	}

	/** Gives the message that has come to the app. */
	protected deliver(): void {
		if (this.routes) this.routes.route(this);
		else this.owner.onMessage?.(this.message);
	}

	override close(): void {
		// What is half written has been begun.
		if (this.position && this.phase === Phase.Online && !this.session.again) this.session.again = 1;
		this.passedOver = false;
		this.partly = undefined;
		// The server may have had it (MQTT-3.3.1-1). With the next connection it goes anyway, so nobody waits for this one.
		if (this.unsettled & Unsettled.Birth) (this.birth as Uint8Array)[0] |= PublishFlag.DUP;
		this.unsettled &= ~Unsettled.Birth;
		super.close();
	}
}
