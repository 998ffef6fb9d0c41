// Hot path. A connection with a session: sends queued messages in order, and keeps them until they are acknowledged.

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

/** The memory that a connection reserves, in bytes. */
export interface Sizes {
	/** For a packet that is sent and not kept. */
	readonly send: number;
	/** For received packets. */
	readonly receive: number;
	/** For the session. */
	readonly unacknowledged: number;
	/** For the subscribed filters. */
	readonly subscriptions: number;
	/** Not bytes: the maximum number of filters in a SUBSCRIBE. */
	readonly filtersAtOnce: number;
}

/** A message whose payload comes from a source: see parts/large-messages.ts. */
export interface Pulled {
	/** It is the message's turn. Returns whether something was written, and what to do next. @internal */
	write(connection: object): PullStep;
	/** Whether it was partly written when the connection ended, and is not given up by that. @internal */
	isBegun(): boolean;
}

/** What flush() does next. */
export const enum PullStep {
	/** Nothing to write; other messages may go. */
	Other = 0,
	/** Look for the next message. */
	Done = 1,
	/** Wait. */
	Wait = 2,
}

const javaScript: Native = Object.freeze({ isTopicName, isSame, findMatch });

/** One connection at a time for a session. */
export abstract class SessionConnection extends SubscribingConnection {
	/** A message that is larger than memory. The session has only its head. */
	pulled!: Pulled | undefined;
	/**
	 * The size of the packet that was refused last because of Refusal.full, while the app was not told of room:
	 * negative at QoS 0, 0 for none.
	 */
	refused!: number;

	constructor() {
		super();
	}

	/** Reserves the memory. The constructor of the most derived class calls it. */
	protected prepare(owner: SessionOwner, machine: Machine, session: Session, sizes: Sizes, more: number): void {
		// Adds properties without a prototype. Otherwise, the engine would search all of these classes for a setter
		// each time, which takes three times as long as everything else.
		// three times as much as all else about it.
		const prototype = Object.getPrototypeOf(this);
		Object.setPrototypeOf(this, null);
		// The most used properties come first: see reserve().
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
		// Their SUBACK must fit the receive buffer as well.
		this.filtersAtOnce = Math.min(sizes.filtersAtOnce, sizes.receive - 24);
		this.birth = this.partly = this.stalledSince = undefined;
		this.partlyAt = this.partlyEnd = this.unread = this.position = this.at = this.held = 0;
		this.large = this.floor = this.remaining = this.skip = 0;
		this.owed = Owed.Nothing;
		this.passedOver = false;
		Object.setPrototypeOf(this, prototype);
	}

	/** Whether the record at `sent` may be written now, or continued. */
	protected abstract mayBegin(): boolean;

	/**
	 * Sends DISCONNECT if possible, and closes (MQTT-3.14.4-1). Without DISCONNECT, the server publishes the will. If
	 * the socket tells when DISCONNECT has left it, `phase` is Leaving until then.
	 */
	leave(packet?: Uint8Array): void {
		const size = packet ? packet.length : Size.Empty;
		if (this.mayWrite(size)) {
			this.write(packet ?? EMPTY_PACKETS, 0, size);
			if (this.room >= 0 && this.room < this.most) {
				return this.deafen();
			}
		}
		this.close();
	}

	/** CONNACK has accepted the client. Returns whether to read on. */
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
		// The app may have closed the client in a callback.
		if (this.phase !== Phase.Online) return false;
		owner.online(present);
		return this.phase === Phase.Online && this.tellFilters(waited);
	}

	/** Sends or queues the `size` bytes that were built, a PUBLISH at QoS 0. Returns 0 or a Refusal. */
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
		// Too large to be kept or ever written at once.
		if (refused === Refused.tooLarge && size + Size.Reserved > this.most) return refused;
		if (refused) return this.full(-size);
		const start = session.open(size, 0);
		for (let i = 0; i < size; i++) session.bytes[start + i] = bytes[at + i];
		this.flush();
		return 0;
	}

	/**
	 * Returns Refused.full for a packet of `size` bytes (negative at QoS 0), and arranges that the app is told when
	 * there is room.
	 */
	protected full(size: number): number {
		this.refused = size;
		// Makes acknowledgements check for room.
		this.ready = false;
		return Refused.full;
	}

	/** Removes the record at `old`, unless that is negative. Returns its identifier, or 0. */
	protected replace(old: number): number {
		const session = this.session;
		if (old < 0) return 0;
		const identifier = identifierOf(session, old);
		session.remove(old);
		return identifier;
	}

	/**
	 * Tells the app if the refused packet would be accepted now. `isFree`: nothing else waits for the socket's room.
	 */
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

	/** Writes what waits as far as there is room: first an owed answer, then the session's records. */
	override flush(): void {
		const session = this.session;
		if (this.unsettled & Unsettled.Early) this.owner.eager!.proceed(this);
		while (this.phase === Phase.Online) {
			if (this.partly && !this.goOn(this.partly)) break;
			if (!this.position) {
				// An answer is short, and the server waits for it, so it goes first.
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
			// PUBREL, for a message that was given up.
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
			// Things that the timer would not check on an otherwise idle connection: see onAlarm().
			!this.unsettled &&
			!this.subscriptions.request;
		this.ready = isFree;
		// While a packet is partly written, there is no room for others.
		if (this.position && this.room > 0) this.room = 0;
		if (this.position || this.owed >= 0) this.stall();
		if (this.refused && !this.leaving) this.offer(isFree);
		const published = this.published;
		if (published !== undefined && this.isDrained()) {
			// Keep alive counts from then.
			this.lastSent = published;
			this.published = undefined;
			this.settle();
		}
		// The socket has failed while an answer was owed. It reports that only after everything was read.
		if (this.room < 0 && this.mode > Mode.Answered) this.read();
	}

	/** Whether messages at QoS 0 have left the socket, as far as its room tells. */
	isDrained(): boolean {
		return this.published === undefined || this.room >= this.most;
	}

	/**
	 * Whether a request other than a message is on its way, because of which the server may end connections as well.
	 */
	asksElse(): boolean {
		return this.subscriptions.request > 0 || (this.unsettled & Unsettled.Birth) > 0;
	}

	/**
	 * Whether the next request must wait for others. After connections have ended twice with the same request,
	 * requests are sent one at a time, to find the cause. And nothing is sent before the early packets are
	 * acknowledged.
	 */
	protected waitsAlone(): boolean {
		const session = this.session;
		return (session.attempts > 1 || (this.unsettled & Unsettled.Early) > 0) && (session.sent > 0 || this.asksElse());
	}

	/** The record at `sent` has been written. */
	protected written?(): void;

	/** Something was acknowledged, sent or dropped. If it was the last, the client is settled. */
	override settle(): void {
		if (!this.session.used && !(this.unsettled & Unsettled.Any) && this.phase === Phase.Online && this.isDrained())
			this.owner.settle();
	}

	/** A request is finished and its record removed: reports the outcome to the app. */
	override outcome(identifier: number, code: number): void {
		const session = this.session;
		if (identifier === session.suspect) session.attempts = 0;
		this.owner.onOutcome?.(identifier, code);
	}

	/** The same, and sends what waited for that. Returns whether to read on. */
	override concluded(identifier: number, code: number): boolean {
		// Before the app's callback, which may throw.
		if (this.leaving) this.owner.wake(0);
		this.outcome(identifier, code);
		return this.proceed();
	}

	/** A record was removed: sends what waited for that. Returns whether to read on. */
	override proceed(): boolean {
		const session = this.session;
		// Otherwise flush() tells the app.
		const isLast = session.sent === session.used && this.published === undefined;
		this.flush();
		if (isLast) this.settle();
		return this.phase === Phase.Online;
	}

	override close(): void {
		const session = this.session;
		let at = session.sent;
		// A partly written packet counts as begun.
		if (this.position && !this.partly && this.phase >= Phase.Online && !session.again)
			session.again = identifierOf(session, at) && 1;
		// Queued messages at QoS 0 are dropped with their connection. Otherwise they would take room from the messages
		// that are kept.
		while (at < session.used)
			if (identifierOf(session, at)) at = session.after(at);
			else {
				session.remove(at);
				this.unsettled |= Unsettled.Lost;
			}
		this.passedOver = false;
		this.partly = undefined;
		// The server may have received the birth message (MQTT-3.3.1-1). It is sent again with the next connection,
		// so nothing waits for this one.
		if (this.unsettled & Unsettled.Birth) (this.birth as Uint8Array)[0] |= PublishFlag.DUP;
		this.unsettled &= Unsettled.Filters | Unsettled.Lost;
		super.close();
	}
}
