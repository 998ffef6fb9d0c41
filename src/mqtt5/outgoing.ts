// Hot path. What is sent in 5.0: within the limits of the server, with aliases, as long as it has not expired.

import { Phase, Size, Unsettled } from "../connection/connection-state.js";
import type { SessionOwner } from "../connection/delivering-connection.js";
import { SessionConnection, type Sizes } from "../connection/session-connection.js";
import type { Machine } from "../host.js";
import type { Part } from "../part.js";
import { Refused } from "../reason.js";
import { Filter } from "../session/filter-state.js";
import { body, expires, firstByte, identifierOf, Session, setExpires } from "../session/session.js";
import { cut, findLatest, isCut as isCutOff, neverSent } from "../session/waiting.js";
import { Identifier, Packet, PublishFlag, type QoS } from "../wire/packet.js";
import { Properties } from "../wire/properties.js";
import { encodePublish5, type PublishFields, packetSize, publishSize5, writeInterval } from "../wire/publish.js";
import { encodeReason } from "../wire/reason.js";
import { Code } from "../wire/reason-code.js";
import { lengthSize, readLength } from "../wire/remaining-length.js";
import { Entry } from "../wire/topic-filter.js";
import { NO_BYTES } from "../wire/utf8.js";
import { type Aliased, forgetAliases, giveAlias } from "./aliases.js";
import { filterObstacle, type Limits, publishObstacle, Unavailable } from "./limits.js";

/** Numbers that are sizes and limits. */
export const enum Limit {
	/** A record's size, its identifier, and when its message expires. */
	RecordHeader = 8,
	Seconds = 0xffffffff,
	/** What an alias adds to a packet, at most. */
	AliasRoom = 4,
	/** What headSize() returns when the connection has failed. */
	Failed = -2,
	/** Of a server that says none. */
	PacketSize = 0xfffffff,
}
/** How many aliases of ours and of the server's there may be, and how long a topic of the server's may be to be kept. */
export interface AliasSizes {
	readonly send: number;
	readonly receive: number;
	readonly size: number;
}

/** Enhanced authentication (section 4.12), as a connection needs it: see parts/authentication.ts. */
export interface Authenticator extends Part<"authentication"> {
	/** A connection is about to be opened, for which CONNECT is to be completed: whether that was possible. @internal */
	open(client: AuthenticatedClient): boolean;
	/** CONNACK has come with a session: 0, or what is wrong. @internal */
	accepted(connection: Outgoing5): number;
	/** AUTH has come: whether to read on. @internal */
	received(connection: Outgoing5, start: number, end: number): boolean;
}

/** What authentication needs of a client. */
export interface AuthenticatedClient {
	connectPacket: Uint8Array;
	readonly connection: Outgoing5;
}

/** A topic, as a connection needs it. */
export interface PublishedTopic extends Aliased, PublishFields {
	readonly QoS: QoS;
	readonly flags: number;
	readonly expiry: number | undefined;
	interval: number;
	uses: number;
	readonly latestOnly?: boolean;
	/** The same topic in 3.1.1, for a client that has fallen back. */
	fallen?: object;
}

/** What the client of 5.0 is asked, and told. */
export interface Owner5 extends SessionOwner {
	/** Something is kept that expires. */
	countTime(): void;
	keepAlive: number;
	readonly sessionExpiry: number;
	readonly authentication?: Authenticator | undefined;
	/** The server has made up an identifier for us: it is ours from now on. */
	assigned(id: string): void;
	/** The server does not want us, or not any longer, and may have named another one. */
	refused(code: number, properties: Properties): void;
}

/** The sending half of a connection of 5.0. */
export abstract class Outgoing5 extends SessionConnection {
	declare owner: Owner5;
	/** Of the packet that is being handled. */
	properties!: Properties;
	/** What the server has said in CONNACK, for onConnect. */
	server: Limits | undefined;
	/** DISCONNECT, if it is to say more than that all is well. */
	farewell: Uint8Array | undefined;
	/** How many messages the server takes before it has acknowledged earlier ones. */
	quota!: number;
	declare maximumPacketSize: number;
	/** See Unavailable. */
	unavailable!: number;
	topicAliasMaximum!: number;
	/** Our topics that have an alias; the first one has 1. */
	protected aliases!: (Aliased | undefined)[];
	/**
	 * Topics that the server has given an alias lie in a table behind all else in `bytes`: how many there may be, how long an entry is (the
	 * topic's length in two bytes, and the topic), and where the topic of alias 0 would lie.
	 */
	protected theirMaximum!: number;
	protected entrySize!: number;
	protected table!: number;
	/** Seconds since the beginning, up to `ticks`. Moments are compared with them: 0 is never, 1 was before. */
	private seconds!: number;
	private ticks!: number;
	/** When expired messages were last looked for, in seconds. */
	private swept!: number;
	/** The connection in 3.1.1 that has taken the place of this one. @internal */
	successor?: { publish(topic: PublishedTopic, payload: Uint8Array, count: number): number };
	/** The same, whether it has the place at present or not. @internal */
	fallen?: object;

	constructor() {
		super();
	}

	/** Reserves the memory. Not in the constructor: that has those of all layers above it on the stack. */
	start(owner: Owner5, machine: Machine, sizes: Sizes, aliases: AliasSizes): void {
		const entry = aliases.size + 2;
		const session = new Session(sizes.unacknowledged, Limit.RecordHeader);
		this.prepare(owner, machine, session, sizes, aliases.receive * entry);
		this.properties = new Properties(this.bytes);
		// Before what sending asks for: receiving with an alias has less to spare.
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

	/** Nothing is known of a server. */
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

	/** Closes, and says why; to the server, too, if it is the one who did wrong (section 4.13). */
	override fail(reason: number): false {
		this.properties.clear();
		const isWrong = reason >= Code.malformedPacket && reason < Code.hostNotFound && reason !== Code.keepAliveTimeout;
		if (isWrong && (this.server || this.phase === Phase.Online) && this.mayWrite(3) && this.maximumPacketSize > 2) {
			// That one is for servers to say.
			const said = reason === Code.qosNotSupported ? Code.implementationSpecificError : reason;
			const packet = encodeReason(Packet.DISCONNECT, said, NO_BYTES);
			this.write(packet, 0, packet.length);
		}
		return super.fail(reason);
	}

	// Out

	/** Sends a PUBLISH, or keeps it to be sent: its Packet Identifier, 0 at QoS 0, or a Refusal. */
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
		// An answer may still lie where a message at QoS 0 is put together.
		if (refused || (!QoS && (this.owed >= 0 || this.partly))) return this.full(QoS ? size : -size);
		const replaced = this.replace(old);
		// Filters go first: an answer to what onConnect publishes may come by way of one.
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
	 * Cuts what waits, has expired and was never sent down to next to nothing, for there to be room. Whether there was something: of which
	 * tellExpired() tells once the new message is accepted, as the app may publish then.
	 */
	private cutExpired(): boolean {
		const session = this.session;
		const now = this.uptime();
		let isCut = false;
		// Within a second, nothing more expires.
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
				// The app may have changed anything.
				at = neverSent(this);
			} else at = session.after(at);
	}

	/** Writes a PUBLISH with an alias, if its topic has one or is to get one: whether it was written. The session keeps the full name. */
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

	/** Filters that this server cannot take, as it has said, are not asked for: it would close the connection. */
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

	/** A server that cannot take the message that goes first does not get it. */
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

	/** A PUBLISH as a packet of its own, for which birthIdentifierAt is set. Allocates it. */
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
		// Also of what was given up when it was half written: its acknowledgement gives that back.
		if (firstByte(session, session.sent) >> 4 < Packet.SUBSCRIBE && identifierOf(session, session.sent)) this.quota--;
	}

	/** Whether the record at `sent` may go; those that must not are dropped, those that may not wait are taken first. */
	protected override mayBegin(): boolean {
		const session = this.session;
		// In a callback that drop() makes, the app may have closed the connection; or had the next packet written, in part.
		while (this.phase === Phase.Online && session.sent < session.used) {
			if (this.position) return true;
			const at = session.sent;
			if (this.waitsAlone()) return false;
			const header = firstByte(session, at);
			const wrong = this.obstacle(at, header);
			if (wrong) this.drop(at, wrong);
			// Only PUBLISH packets may be delayed by that (MQTT-3.3.4-8).
			else return this.quota > 0 || header >> 4 !== Packet.PUBLISH || !(header & PublishFlag.QoS);
		}
		return false;
	}

	/** Why the record at `at` must not go: a reason code, 0 for nothing. A message that expires is made to say how long it has left. */
	protected obstacle(at: number, header: number): number {
		const session = this.session;
		const type = header >> 4;
		if (session.after(at) - at - session.header > this.maximumPacketSize) return Code.packetTooLarge;
		if (type !== Packet.PUBLISH) return 0;
		const moment = expires(session, at);
		if (moment) {
			const left = moment - this.uptime();
			// Seconds are not exact: in the last one it may have time. What the server may have got already has to be sent again all
			// the same (MQTT-4.4.0-1).
			if (left < 0 && !(header & PublishFlag.DUP)) return Code.messageExpired;
			const properties = body(session, at) + (header & PublishFlag.QoS ? 2 : 0);
			// Not 0, which some servers take for never.
			writeInterval(
				session.bytes,
				properties + lengthSize(readLength(session.bytes, properties, session.used)) + 1,
				Math.max(left, 1),
			);
		}
		return publishObstacle(header, this.unavailable);
	}

	/** Gives up a message that was not sent. With few locals: the app's callbacks come from here, and a device's stack is small. */
	private drop(at: number, code: number): void {
		const identifier = identifierOf(this.session, at);
		this.session.remove(at);
		// It was the next one.
		if (this.session.again) this.session.again--;
		this.properties.clear();
		if (identifier === this.session.suspect) this.session.attempts = 0;
		// Not by way of outcome(), as this is deep in the stack.
		this.owner.onOutcome?.(identifier, code);
		this.settle();
	}

	/** Seconds since the beginning. Ticks wrap, these do not, as the client asks for them at least every 12 days. */
	override uptime(): number {
		const elapsed = (((this.time.ticks - this.ticks) >>> 0) / 1_000) | 0;
		this.ticks = (this.ticks + elapsed * 1_000) | 0;
		this.seconds += elapsed;
		return this.seconds;
	}
}
