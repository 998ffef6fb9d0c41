// Hot path. A connection with a session: what waits is sent in order, and kept until it is acknowledged.

import type { Machine, Native } from "../host.js";
import { Refused } from "../reason.js";
import { Discarded, identifierOf, type Session } from "../session/session.js";
import { NO_SUBSCRIPTIONS } from "../session/subscriptions.js";
import { Message } from "../wire/message.js";
import { PublishFlag } from "../wire/packet.js";
import { findMatch } from "../wire/topic-filter.js";
import { isSame, isTopicName } from "../wire/topic-name.js";
import { EMPTY_PACKETS } from "./connection.js";
import { Mode, Owed, Phase, Ping, Size, Unsettled } from "./connection-state.js";
import type { SessionOwner } from "./delivering-connection.js";
import { SubscribingConnection } from "./subscribing-connection.js";

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

/** A message whose payload comes from elsewhere: see parts/large-messages.ts. */
export interface Pulled {
	/** It is the connection's turn to write: whether this has written something, and what to do next. @internal */
	write(connection: object): PullStep;
	/** Whether it was half written, and is not given up with that, when the connection ended. @internal */
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

const javaScript: Native = Object.freeze({ isTopicName, isSame, findMatch });

/** One connection at a time, for a session. */
export abstract class SessionConnection extends SubscribingConnection {
	/** A message that is larger than the memory, of which the session has only the head. */
	pulled!: Pulled | undefined;
	/** The size of the packet that was refused last, as full, and whose app has not been told of room: negative at QoS 0, 0 for none. */
	refused!: number;

	constructor() {
		super();
	}

	/** Reserves the memory: to be called by the constructor of the last class. */
	protected prepare(owner: SessionOwner, machine: Machine, session: Session, sizes: Sizes, more: number): void {
		// Without a prototype meanwhile: for each property that is added, the engine would look for a setter in all of these classes, which takes
		// three times as much as all else about it.
		const prototype = Object.getPrototypeOf(this);
		Object.setPrototypeOf(this, null);
		// Those used most come first: see reserve().
		this.session = session;
		super.reserve(owner, machine.time, sizes.receive, sizes.send, more);
		this.unsettled = 0;
		this.routes = undefined;
		this.native = machine.native ?? javaScript;
		this.refused = 0;
		this.message = new Message(this.bytes);
		this.pulled = undefined;
		this.subscriptions = NO_SUBSCRIPTIONS;
		this.filterRoom = sizes.subscriptions;
		// Their SUBACK must fit as well.
		this.filtersAtOnce = Math.min(sizes.filtersAtOnce, sizes.receive - 24);
		this.birth = this.partly = this.stalledSince = undefined;
		this.partlyAt = this.partlyEnd = this.unread = this.position = this.at = this.held = 0;
		this.large = this.floor = this.remaining = this.skip = 0;
		this.owed = Owed.Nothing;
		this.passedOver = false;
		Object.setPrototypeOf(this, prototype);
	}

	/** Whether the record at `sent` is to be written now, or further. */
	protected abstract mayBegin(): boolean;

	/**
	 * Sends DISCONNECT if that is possible, and closes (MQTT-3.14.4-1). Without, the server publishes the will. Where the socket tells when
	 * that has left, it is closed then: `phase` is Leaving until then.
	 */
	leave(packet?: Uint8Array): void {
		const size = packet ? packet.length : Size.Empty;
		if (this.mayWrite(size)) {
			this.write(packet ?? EMPTY_PACKETS, 0, size);
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
		const waited = session.used || this.unsettled & Unsettled.Told;
		const owner = this.owner;
		if (owner.exactlyOnce?.resume(this, present) === false) return false;
		this.phase = Phase.Online;
		this.unsettled &= ~Unsettled.Lost;
		if (!owner.eager?.accepted(this, present)) {
			session.resume(present);
			this.subscriptions.resume(present);
			this.refuseFilters?.();
			if (this.birth) this.sendBirth(this.birth, present);
		}
		// Told what became of it, the app may have closed.
		if (this.phase !== Phase.Online) return false;
		owner.online(present);
		return this.phase === Phase.Online && this.tellFilters(waited);
	}

	/** Sends the `size` bytes that have been put together, a PUBLISH at QoS 0, or keeps them to be sent: 0, or a Refusal. */
	submit(size: number): number {
		const session = this.session;
		const bytes = this.bytes;
		const at = this.capacity;
		if (this.phase !== Phase.Online) return Refused.notConnected;
		const isNext = session.sent === session.used && !this.waitsAlone() && !this.subscriptions.due;
		if (isNext && this.room >= size + Size.Reserved) {
			this.write(bytes, at, size);
			this.published = this.lastSent;
			return 0;
		}
		const refused = session.refusal(size);
		// Neither kept nor written in one, ever.
		if (refused === Refused.tooLarge && size + Size.Reserved > this.most) return refused;
		if (refused) return this.full(-size);
		const start = session.open(size, 0);
		for (let i = 0; i < size; i++) session.bytes[start + i] = bytes[at + i];
		this.flush();
		return 0;
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

	/** Writes what waits, as far as there is room: an acknowledgement that is owed, then what the session has. */
	override flush(): void {
		const session = this.session;
		if (this.unsettled & Unsettled.Early) this.owner.eager!.proceed(this);
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
		if (this.room < 0 && this.mode > Mode.Answered) this.read();
	}

	/** Whether nothing that was written at QoS 0 is still in the socket, as far as its room tells. */
	isDrained(): boolean {
		return this.published === undefined || this.room >= this.most;
	}

	/** Whether something is on its way that is no record, and that the server may end connections with as well. */
	asksElse(): boolean {
		return this.subscriptions.request > 0 || (this.unsettled & Unsettled.Birth) > 0;
	}

	/**
	 * Whether the next one waits, as something is on its way: where connections have ended twice with a request, requests go one at a time, so that it is known with
	 * which; and nothing goes before what went ahead of CONNACK is acknowledged.
	 */
	protected waitsAlone(): boolean {
		const session = this.session;
		return (session.attempts > 1 || (this.unsettled & Unsettled.Early) > 0) && (session.sent > 0 || this.asksElse());
	}

	/** The record at `sent` has been written. */
	protected written?(): void;

	/** Something has been acknowledged, sent or dropped: if it was the last, the client settles. */
	override settle(): void {
		if (!this.session.used && !(this.unsettled & Unsettled.Any) && this.phase === Phase.Online && this.isDrained())
			this.owner.settle();
	}

	/** A request of ours is done with, and its record has gone: tells the app how it ended. */
	override outcome(identifier: number, code: number): void {
		const session = this.session;
		if (identifier === session.suspect) session.attempts = 0;
		this.owner.onOutcome?.(identifier, code);
	}

	/** The same; and what has waited for that goes. Whether to read on. */
	override concluded(identifier: number, code: number): boolean {
		// Before the app is told, which may throw.
		if (this.leaving) this.owner.wake(0);
		this.outcome(identifier, code);
		return this.proceed();
	}

	/** A record has gone: what has waited for that goes on. Whether to read on. */
	override proceed(): boolean {
		const session = this.session;
		// Otherwise flush() tells.
		const isLast = session.sent === session.used && this.published === undefined;
		this.flush();
		if (isLast) this.settle();
		return this.phase === Phase.Online;
	}

	override close(): void {
		const session = this.session;
		let at = session.sent;
		// What is half written has been begun.
		if (this.position && !this.partly && this.phase === Phase.Online && !session.again)
			session.again = identifierOf(session, at) && 1;
		// What waits at QoS 0 goes with its connection: without one, it would only take the room of what is kept.
		while (at < session.used)
			if (identifierOf(session, at)) at = session.after(at);
			else {
				session.remove(at);
				this.unsettled |= Unsettled.Lost;
			}
		this.passedOver = false;
		this.partly = undefined;
		// The server may have had it (MQTT-3.3.1-1). With the next connection it goes anyway, so nobody waits for this one.
		if (this.unsettled & Unsettled.Birth) (this.birth as Uint8Array)[0] |= PublishFlag.DUP;
		this.unsettled &= Unsettled.Filters | Unsettled.Lost;
		super.close();
	}
}
