// Hot path. Sends packets of 5.0: within the server's limits, with aliases, and unless they have expired.

import { Phase, Size, Unsettled } from "../connection/connection-state.js";
import type { SessionOwner } from "../connection/delivering-connection.js";
import { SessionConnection, type Sizes } from "../connection/session-connection.js";
import type { Machine } from "../host.js";
import type { Part } from "../part.js";
import { Refused } from "../reason.js";
import { Filter } from "../session/filter-state.js";
import { body, expires, firstByte, identifierOf, Session, setExpires } from "../session/session.js";
import { cut, findLatest, isCut as isCutOff, neverSent } from "../session/waiting.js";
import { Identifier, Packet, PublishFlag } from "../wire/packet.js";
import { Properties } from "../wire/properties.js";
import { encodePublish5, packetSize, publishSize5, writeInterval } from "../wire/publish.js";
import { encodeReason } from "../wire/reason.js";
import { Code } from "../wire/reason-code.js";
import { lengthSize, readLength } from "../wire/remaining-length.js";
import { Entry } from "../wire/topic-filter.js";
import { NO_BYTES } from "../wire/utf8.js";
import { type Aliased, type AliasSizes, forgetAliases, giveAlias } from "./aliases.js";
import { filterObstacle, type Limits, publishObstacle, Unavailable } from "./limits.js";
import type { PublishedTopic } from "./published-topic.js";

/** Sizes and limits. */
export const enum Limit {
	/** A record's header: size, identifier, and expiry. */
	RecordHeader = 8,
	Seconds = 0xffffffff,
	/** The most that an alias adds to a packet. */
	AliasRoom = 4,
	/** The result of headSize() when the connection has failed. */
	Failed = -2,
	/** The Maximum Packet Size of a server that announces none. */
	PacketSize = 0xfffffff,
}

/** Enhanced authentication (section 4.12) as a connection uses it: see parts/authentication.ts. */
export interface Authenticator extends Part<"authentication"> {
	/** A connection is about to be opened: completes CONNECT. Returns whether that was possible. @internal */
	open(client: AuthenticatedClient): boolean;
	/** CONNACK has accepted the client. Returns 0, or what is wrong. @internal */
	accepted(connection: Outgoing5): number;
	/** AUTH has come. Returns whether to read on. @internal */
	received(connection: Outgoing5, start: number, end: number): boolean;
}

/** The part of a client that authentication uses. */
export interface AuthenticatedClient {
	connectPacket: Uint8Array;
	readonly connection: Outgoing5;
}

/** The client of 5.0 as a connection uses it. */
export interface Owner5 extends SessionOwner {
	/** A message that may expire was queued. */
	countTime(): void;
	keepAlive: number;
	readonly sessionExpiry: number;
	readonly authentication?: Authenticator | undefined;
	/** The server has assigned a client identifier, which the client uses from now on. */
	assigned(id: string): void;
	/** The server has refused or disconnected the client, and may have named another server. */
	refused(code: number, properties: Properties): void;
}

/** The sending half of a 5.0 connection. */
export abstract class Outgoing5 extends SessionConnection {
	declare owner: Owner5;
	/** The properties of the packet that is being handled. */
	properties!: Properties;
	/** The limits in CONNACK, for onConnect. */
	server: Limits | undefined;
	/** DISCONNECT, if it differs from the default one. */
	farewell: Uint8Array | undefined;
	/** How many more messages the server accepts before it acknowledges earlier ones. */
	quota!: number;
	declare maximumPacketSize: number;
	/** See Unavailable. */
	unavailable!: number;
	topicAliasMaximum!: number;
	/** The client's topics with an alias; the first one has alias 1. */
	protected aliases!: (Aliased | undefined)[];
	/**
	 * The server's topics with an alias are in a table at the end of `bytes`: the number of entries, the size of an
	 * entry (the topic's length in two bytes, and the topic), and the offset that alias 0 would have.
	 */
	protected theirMaximum!: number;
	protected entrySize!: number;
	protected table!: number;
	/** Seconds from the beginning to `ticks`. Expiry times are compared with them: 0 means never, 1 the past. */
	private seconds!: number;
	private ticks!: number;
	/** When expired messages were last searched, in seconds. */
	private swept!: number;
	/** The 3.1.1 connection that has replaced this one. @internal */
	successor?: { publish(topic: PublishedTopic, payload: Uint8Array, count: number): number };
	/** The 3.1.1 connection, whether it is in use or not. @internal */
	fallen?: object;

	constructor() {
		super();
	}

	/** Reserves the memory. Not in the constructor, which has those of all base classes on the stack. */
	start(owner: Owner5, machine: Machine, sizes: Sizes, aliases: AliasSizes): void {
		const entry = aliases.size + 2;
		const session = new Session(sizes.unacknowledged, Limit.RecordHeader);
		this.prepare(owner, machine, session, sizes, aliases.receive * entry);
		this.properties = new Properties(this.bytes);
		// Before the properties for sending, because receiving with an alias has less time to spare.
		this.theirMaximum = aliases.receive;
		this.table = sizes.receive + sizes.send - aliases.size;
		this.entrySize = entry;
		this.forget();
		this.aliases = new Array(aliases.send).fill(undefined);
		this.seconds = 2;
		this.ticks = machine.time.ticks;
		this.swept = 0;
		this.server = this.farewell = undefined;
	}

	/** Resets the server's limits. */
	private forget(): void {
		this.quota = 0;
		this.unavailable = this.topicAliasMaximum = 0;
		this.maximumPacketSize = Limit.PacketSize;
	}

	// Opening and closing

	override open(address: string): void {
		this.properties.clear();
		forgetAliases(this.aliases);
		if (this.theirMaximum) this.bytes.fill(0, this.capacity + this.outSize);
		super.open(address);
	}

	override close(): void {
		this.server = undefined;
		this.forget();
		super.close();
	}

	override leave(): void {
		this.properties.clear();
		super.leave(this.farewell);
	}

	/** Closes, and reports why; also to the server, if it has violated the protocol (section 4.13). */
	override fail(reason: number): false {
		this.properties.clear();
		const isWrong = reason >= Code.malformedPacket && reason < Code.hostNotFound && reason !== Code.keepAliveTimeout;
		if (isWrong && (this.server || this.phase === Phase.Online) && this.mayWrite(3) && this.maximumPacketSize > 2) {
			// Only a server may send this code.
			const said = reason === Code.qosNotSupported ? Code.implementationSpecificError : reason;
			const packet = encodeReason(Packet.DISCONNECT, said, NO_BYTES);
			this.write(packet, 0, packet.length);
		}
		return super.fail(reason);
	}

	// Writing

	/** Sends or queues a PUBLISH. Returns its Packet Identifier, 0 at QoS 0, or a Refusal. */
	publish(topic: PublishedTopic, payload: Uint8Array, count: number): number {
		if (this.successor) return this.successor.publish(topic, payload, count);
		const session = this.session;
		const QoS = topic.QoS;
		const expiry = topic.expiry;
		const online = this.phase === Phase.Online;
		topic.interval = expiry === undefined ? -1 : Math.min(Math.ceil(expiry / 1_000), Limit.Seconds);
		const size = publishSize5(topic, 0, true, count);
		if (this.leaving) return Refused.closed;
		if (!QoS && !online) return Refused.notConnected;
		const isCut = QoS > 0 && session.refusal(size) === Refused.full && this.cutExpired();
		const old = QoS && topic.latestOnly ? findLatest(this, topic) : -1;
		const refused = QoS ? session.refusal(size, old) : size > this.outSize ? Refused.tooLarge : 0;
		if (size > this.maximumPacketSize || refused === Refused.tooLarge) return Refused.tooLarge;
		if (publishObstacle(topic.flags, this.unavailable)) return Refused.notSupported;
		// An answer may still lie where messages at QoS 0 are built.
		if (refused || (!QoS && (this.owed >= 0 || this.partly))) return this.full(QoS ? size : -size);
		const replaced = this.replace(old);
		// Filters are sent first, because the answer to a message that onConnect publishes may need one.
		const isNext = online && session.sent === session.used && !this.waitsAlone() && !this.subscriptions.due;
		const isNow =
			!replaced && isNext && this.room >= size + Limit.AliasRoom + Size.Reserved && (!QoS || this.quota > 0);
		let bytes = this.bytes;
		let at = this.capacity;
		let identifier = 0;
		if (QoS) {
			const record = session.used;
			bytes = session.bytes;
			identifier = session.nextIdentifier();
			at = session.open(size, identifier);
			if (topic.interval >= 0) {
				setExpires(session, record, Math.min(this.uptime() + topic.interval, Limit.Seconds));
				this.owner.countTime();
			}
		}
		encodePublish5(bytes, at, size, topic, 0, true, identifier, payload, count);
		if (isNow) {
			if (!this.writeAliased(topic, identifier, payload, count)) this.write(bytes, at, size);
			if (QoS) {
				session.sent = session.used;
				this.quota--;
			} else this.published = this.lastSent;
		} else if (QoS) {
			if (replaced) this.outcome(replaced, Code.replaced);
			if (isCut) this.tellExpired();
			this.flush();
		} else return this.submit(size);
		return identifier;
	}

	/**
	 * To make room, truncates queued messages that have expired and were never sent. Returns whether there were any.
	 * tellExpired() reports them after the new message was accepted, because the app may publish in that callback.
	 */
	private cutExpired(): boolean {
		const session = this.session;
		const now = this.uptime();
		let isCut = false;
		// Nothing more expires within the same second.
		if (now === this.swept) return false;
		this.swept = now;
		for (let at = neverSent(this); at < session.used; at = session.after(at)) {
			const moment = expires(session, at);
			if (!moment || moment >= now) continue;
			cut(session, at);
			isCut = true;
		}
		return isCut;
	}

	private tellExpired(): void {
		const session = this.session;
		let at = neverSent(this);
		while (at < session.used && !this.leaving)
			if (isCutOff(session, at)) {
				this.outcome(this.replace(at), Code.messageExpired);
				// The app may have changed anything in the callback.
				at = neverSent(this);
			} else at = session.after(at);
	}

	/**
	 * Writes a PUBLISH with an alias, if its topic has one or gets one. Returns whether it was written. The session
	 * stores the full name.
	 */
	private writeAliased(topic: PublishedTopic, identifier: number, payload: Uint8Array, count: number): boolean {
		const named = !topic.alias;
		if (!this.topicAliasMaximum || this.owed >= 0) return false;
		topic.uses++;
		const size = publishSize5(topic, 1, named, count);
		if (size > this.maximumPacketSize || size > this.outSize) return false;
		if (named && !giveAlias(this.aliases, topic, this.topicAliasMaximum)) return false;
		encodePublish5(this.bytes, this.capacity, size, topic, topic.alias, named, identifier, payload, count);
		this.write(this.bytes, this.capacity, size);
		return true;
	}

	/**
	 * Filters that the server has announced it cannot accept are not requested, because it would close the
	 * connection.
	 */
	protected override refuseFilters(): void {
		const subscriptions = this.subscriptions;
		const unavailable = this.unavailable;
		const maximumPacketSize = this.maximumPacketSize;
		const bytes = subscriptions.bytes;
		if (!subscriptions.due || (unavailable < Unavailable.Wildcards && maximumPacketSize > this.outSize)) return;
		for (let at = 0; at < subscriptions.used; at = subscriptions.after(at)) {
			const state = bytes[at + Entry.State];
			const start = at + Entry.Header;
			const name = subscriptions.filterAt(at);
			const end = subscriptions.after(at);
			if (!(state & Filter.Due)) continue;
			const code =
				packetSize(end - start + (state & Filter.Removed ? 1 : 2)) > maximumPacketSize
					? Code.packetTooLarge
					: state & Filter.Removed
						? 0
						: filterObstacle(bytes, start, name, end - 1, unavailable);
			if (code) subscriptions.setOutcome(at, 0, code);
		}
		subscriptions.survey();
	}

	/** The birth message is not sent to a server that cannot accept it. */
	protected override sendBirth(birth: Uint8Array, present: boolean): void {
		const wrong =
			birth.length > this.maximumPacketSize ? Code.packetTooLarge : publishObstacle(birth[0], this.unavailable);
		if (wrong) {
			this.unsettled &= ~Unsettled.Birth;
			birth[0] &= ~PublishFlag.DUP;
			return this.outcome(0, wrong);
		}
		if (this.birthIdentifierAt) this.quota--;
		super.sendBirth(birth, present);
	}

	protected override born(identifier: number, code: number): boolean {
		if (identifier === Identifier.Birth && this.unsettled & Unsettled.Birth) this.quota++;
		return super.born(identifier, code);
	}

	/** Builds the birth message as a packet of its own, and sets birthIdentifierAt. Allocates. */
	keepBirth(topic: PublishedTopic, payload: Uint8Array): void {
		const count = payload.length;
		topic.interval = topic.expiry === undefined ? -1 : Math.min(Math.ceil(topic.expiry / 1_000), Limit.Seconds);
		const size = publishSize5(topic, 0, true, count);
		const birth = new Uint8Array(size);
		encodePublish5(birth, 0, size, topic, 0, true, topic.QoS && Identifier.Birth, payload, count);
		this.birth = birth;
		if (topic.QoS) this.birthIdentifierAt = 1 + lengthSize(readLength(birth, 1, size)) + 2 + topic.nameSize;
	}

	protected override written(): void {
		const session = this.session;
		// Also for a message that was discarded while partly written: its acknowledgement returns the quota.
		if (firstByte(session, session.sent) >> 4 < Packet.SUBSCRIBE && identifierOf(session, session.sent)) this.quota--;
	}

	/**
	 * Whether the record at `sent` may be sent. Drops those that must not be sent, and moves those forward that may
	 * not wait.
	 */
	protected override mayBegin(): boolean {
		const session = this.session;
		// In a callback of drop(), the app may have closed the connection, or caused the next packet to be written in
		// part.
		while (this.phase === Phase.Online && session.sent < session.used) {
			if (this.position) return true;
			const at = session.sent;
			if (this.waitsAlone()) return false;
			const header = firstByte(session, at);
			const wrong = this.obstacle(at, header);
			if (wrong) this.drop(at, wrong);
			// Only PUBLISH may be delayed by the quota (MQTT-3.3.4-8).
			else return this.quota > 0 || header >> 4 !== Packet.PUBLISH || !(header & PublishFlag.QoS);
		}
		return false;
	}

	/**
	 * Why the record at `at` must not be sent: a reason code, or 0 if it may. Updates the remaining time of a message
	 * with an expiry.
	 */
	protected obstacle(at: number, header: number): number {
		const session = this.session;
		const type = header >> 4;
		if (session.after(at) - at - session.header > this.maximumPacketSize) return Code.packetTooLarge;
		if (type !== Packet.PUBLISH) return 0;
		const moment = expires(session, at);
		if (moment) {
			const left = moment - this.uptime();
			// Seconds are not exact: a message in its last second may still be sent. A message that the server may
			// have received must be resent anyway (MQTT-4.4.0-1).
			// the same (MQTT-4.4.0-1).
			if (left < 0 && !(header & PublishFlag.DUP)) return Code.messageExpired;
			const properties = body(session, at) + (header & PublishFlag.QoS ? 2 : 0);
			// At least 1, because some servers interpret 0 as never.
			writeInterval(
				session.bytes,
				properties + lengthSize(readLength(session.bytes, properties, session.used)) + 1,
				Math.max(left, 1),
			);
		}
		return publishObstacle(header, this.unavailable);
	}

	/**
	 * Gives up a message that was not sent. Few locals, because the app's callbacks are called from here, and a
	 * device's stack is small.
	 */
	private drop(at: number, code: number): void {
		const identifier = identifierOf(this.session, at);
		this.session.remove(at);
		// It was the next one to resend.
		if (this.session.again) this.session.again--;
		this.properties.clear();
		if (identifier === this.session.suspect) this.session.attempts = 0;
		// Calls the app directly, because the stack is deep here.
		this.owner.onOutcome?.(identifier, code);
		this.settle();
	}

	/**
	 * Seconds since the beginning. Ticks wrap, but this does not, because the client calls it at least every 12 days.
	 */
	override uptime(): number {
		const elapsed = (((this.time.ticks - this.ticks) >>> 0) / 1_000) | 0;
		this.ticks = (this.ticks + elapsed * 1_000) | 0;
		this.seconds += elapsed;
		return this.seconds;
	}
}
