// Hot path, but for publishFrom(). "mote-mqtt/large-messages": publishes messages that are larger than the memory. In the session stands a
// record whose packet is only what is before the payload, and says how long all of it is: so order, identifier, acknowledgement and sending
// again are as for any other. The payload is asked for piece by piece, as the socket has room, with each connection anew.
import { Mode, Phase, Size } from "../connection/connection-state.js";
import type { SessionOwner } from "../connection/delivering-connection.js";
import { type Pulled, PullStep, type SessionConnection } from "../connection/session-connection.js";
import { publishObstacle } from "../mqtt5/limits.js";
import { Refused } from "../reason.js";
import { findLarge, forget, missing } from "../session/large-record.js";
import { firstByte, identifierOf, setExpires } from "../session/session.js";
import { Packet, type QoS } from "../wire/packet.js";
import { Id } from "../wire/properties.js";
import { copy, PropertySize, Template, writeInterval } from "../wire/publish.js";
import { Code } from "../wire/reason-code.js";
import { lengthSize, writeLength } from "../wire/remaining-length.js";

/**
 * Gives a part of a message's payload: puts the bytes from `offset` on at the beginning of `into`, `most` at most, and returns how many;
 * 0: later, and resume() says when; a negative number: never, the message is given up. It may be asked for the same bytes again, with another
 * connection (QoS 1 and 2), and must give the same.
 */
export type Source = (offset: number, into: Uint8Array, most: number) => number;

/** A topic of either version. */
interface AnyTopic {
	publish(payload?: Uint8Array | string, length?: number): number;
	/** @internal */
	readonly connection: object;
}

/** What is looked at of a topic. That behind `nameSize` is there in 5.0. */
interface Published {
	readonly connection: Sender;
	readonly QoS: QoS;
	readonly template: Uint8Array;
	readonly nameSize: number;
	readonly expiry?: number | undefined;
	readonly fixed?: Uint8Array;
	readonly properties?: { readonly bytes: Uint8Array; readonly length: number } | undefined;
}

/** What is looked at of a connection. That behind `written` is there in 5.0, and not where that has fallen back to 3.1.1. */
interface Sender extends Omit<SessionConnection, "owner" | "mayBegin" | "written" | "stall" | "full"> {
	readonly owner: SessionOwner & { readonly keepAlive: number; countTime?(): void };
	pulled: LargeMessages | undefined;
	mayBegin(): boolean;
	stall(): void;
	full(size: number): number;
	written?(): void;
	uptime?(): number;
	readonly unavailable?: number;
	/** In 3.1.1, where it has fallen back at present; and of that one, in 5.0. */
	readonly successor?: Sender;
	readonly old?: Sender;
}

const enum Limit {
	/** Of what is behind a packet's length (section 2.2.3). */
	Length = 268_435_455,
	Seconds = 0xffffffff,
	/** In milliseconds: PINGREQ is not sent where a packet was. */
	Recently = 1_000,
}

const enum State {
	/** The source is to be asked next. */
	Ready = 0,
	/** It has been asked: that it has not answered means that it calls us, or has thrown. */
	Asked = 1,
	/** It has said "later". */
	Later = 2,
}

/** Publishes messages larger than the memory, one at a time. For the topics of one client; made once, and kept. */
export class LargeMessages implements Pulled {
	private source: Source | undefined;
	/** On which the message goes, or is to go; and its socket, once that has begun. */
	private connection: Sender | undefined;
	private io: unknown;
	private state: State;
	/** The socket's room, which the connection is told to be none as long as the packet is not complete. */
	private room: number;
	private total: number;
	/** What the source has given of them: all up to there. */
	private offset: number;
	/** Of its last answer, into[taken, given) is not written yet. */
	private readonly into: Uint8Array;
	private taken: number;
	private given: number;
	private readonly size: number;
	/** At QoS 1 and 2. */
	private isKept: boolean;

	/** @param size the most that a source is asked for at a time, 16 to 65,535 bytes, which are reserved here. Default 512. Throws RangeError. */
	constructor(size = 512) {
		if (!(size > 15 && size < 65_536 && (size | 0) === size))
			throw new RangeError("size: expected a whole number from 16 to 65535");
		this.source = this.connection = this.io = undefined;
		this.state = State.Ready;
		this.room = this.total = this.offset = this.taken = this.given = 0;
		this.isKept = false;
		this.size = size;
		this.into = new Uint8Array(size);
	}

	/** Whether there is a message that is not sent yet, or at QoS 1 and 2 not acknowledged: its source is still needed. */
	get waiting(): boolean {
		const connection = this.connection as Sender;
		if (!this.source || connection.pulled !== this) return false;
		// One that was discarded while it was written has to be written all the same.
		return findLarge(connection.session) >= 0 || (connection.io === this.io && connection.position > 0);
	}

	/**
	 * Publishes a message of `total` bytes, 1 to 268,435,455 with all that is before them, which `source` gives as the socket has room. What is
	 * before them is kept in `buffers.unacknowledged`. At QoS 1 and 2 the source is kept until the message is acknowledged; at QoS 0 until it
	 * is sent, or the connection is lost. While a message is on its way nothing else can be written. Never throws but what the source throws, and
	 * allocates nothing.
	 * @param topic from Client.topic().
	 * @returns as Topic.publish(): an identifier, whose outcome onOutcome tells, at QoS 0 too, with 0; or a negative Refusal: `full` also while
	 * another one waits, whose outcome then tells when to try again.
	 * @example large.publishFrom(picture, size, (offset, into, most) => camera.read(offset, into, most));
	 */
	publishFrom(topic: AnyTopic, total: number, source: Source): number {
		// A text, as of `typeof`, would allocate.
		if (!topic?.connection || !source?.call || !(total > 0 && total <= Limit.Length && (total | 0) === total))
			return Refused.invalid;
		const connection = present(topic.connection as Sender);
		if (connection.pulled && !connection.pulled.waiting) connection.pulled.over(connection);
		if (connection.leaving) return Refused.closed;
		if (this.waiting || connection.pulled) return Refused.full;
		const identifier = keep(topic as unknown as Published, connection, total);
		if (identifier < 0) return identifier;
		this.source = source;
		this.connection = connection;
		this.isKept = identifier > 0;
		this.total = total;
		this.io = undefined;
		this.state = State.Ready;
		connection.pulled = this;
		connection.flush();
		return identifier;
	}

	/**
	 * The source has more now.
	 * @example camera.onReady = () => large.resume();
	 */
	resume(): void {
		const connection = this.connection as Sender;
		if (this.state !== State.Later) return;
		this.state = State.Ready;
		if (!this.io || connection.io !== this.io) return;
		connection.flush();
		// It may have waited for room to acknowledge.
		if (connection.mode > Mode.Answered) connection.read();
	}

	/** For the connection, whose turn to write it is. With few locals: a source is deep in a device's stack. @internal */
	write(sender: object): PullStep {
		const connection = sender as Sender;
		const session = connection.session;
		if (connection.position) {
			// Another packet that is written in parts.
			if (connection.io !== this.io) return PullStep.Other;
		} else {
			// What has been begun after all, without room for a byte, may be gone, and another one next.
			this.io = undefined;
			const isNext = connection.mayBegin();
			// Told of a message that was given up then, the app may have had this one begun, or another.
			if (connection.position) return PullStep.Done;
			if (!isNext || missing(session, session.sent) < 1) {
				if (!isNext && connection.phase === Phase.Online && findLarge(session) < 0) this.over(connection);
				return PullStep.Other;
			}
			if (
				missing(session, session.sent) + session.after(session.sent) - session.sent - session.header >
				connection.maximumPacketSize!
			)
				return this.drop(connection, Code.packetTooLarge);
			// With an earlier connection.
			if (this.state === State.Asked) return this.drop(connection, Code.payloadMissing);
			const now = connection.time.ticks;
			this.connection = connection;
			this.io = connection.io;
			this.state = State.Ready;
			this.offset = this.taken = this.given = this.room = 0;
			// A server may count from the last whole packet on: so that all of its patience is for this one.
			if (
				connection.owner.keepAlive &&
				!connection.ping &&
				connection.room > Size.Reserved &&
				((now - connection.lastSent) | 0) >= Limit.Recently
			)
				connection.writePing(now);
		}
		// The source has called the client; or, where the socket has something to say, it has thrown.
		if (this.state === State.Asked)
			return connection.room < 1 ? PullStep.Wait : this.drop(connection, Code.payloadMissing);
		if (connection.room < 0) return PullStep.Wait;
		// What the server takes shows that it is alive.
		if (connection.room > this.room) connection.lastHeard = connection.time.ticks;
		// The socket has just said so, if nothing has stalled since: there may be none left, where a WebSocket had a ping to answer.
		if (connection.room || connection.stalledSince === undefined) this.room = connection.room;
		else connection.room = this.room;
		return this.pieces(connection, session.sent + session.header);
	}

	/** For the client, when the connection has ended: whether part of the message was written, which will be sent again. @internal */
	isBegun(): boolean {
		return this.isKept && this.io !== undefined && this.offset > 0;
	}

	/** Writes as much as possible of the packet that begins at `start`. */
	private pieces(connection: Sender, start: number): PullStep {
		for (;;) {
			let count = connection.session.after(connection.session.sent) - start - connection.position;
			const isHead = count > 0;
			if (!isHead) {
				count = this.given - this.taken;
				if (!count) {
					count = this.total - this.offset;
					if (!count) return this.done(connection);
					if (this.state !== State.Ready || connection.room <= Size.Reserved) break;
					if (count > this.size) count = this.size;
					count = this.ask(connection, count);
					// Gone; or the source has nothing now.
					if (count < 1) return count < 0 ? PullStep.Done : PullStep.Wait;
				}
			}
			if (count > connection.room - Size.Reserved) count = connection.room - Size.Reserved;
			if (count < 1) break;
			if (isHead) connection.write(connection.session.bytes, start + connection.position, count);
			else {
				connection.write(this.into, this.taken, count);
				this.taken += count;
			}
			connection.position += count;
			connection.stalledSince = undefined;
		}
		this.room = connection.room;
		return PullStep.Wait;
	}

	/** Asks the source for `most` bytes: how many it has given; 0 if it has none now, negative if the message, or the connection, has ended. */
	private ask(connection: Sender, most: number): number {
		// Whatever the source does or calls, nothing is written meanwhile, and it is noticed if it throws.
		this.state = State.Asked;
		this.room = connection.room;
		connection.room = 0;
		connection.stall();
		const io = this.io;
		const given = this.source!(this.offset, this.into, most);
		// Closed; and perhaps another message has been accepted since.
		if (connection.io !== io) {
			this.state = State.Ready;
			return -1;
		}
		connection.room = this.room;
		if (!(given >= 0 && given <= most && (given | 0) === given)) {
			this.drop(connection, Code.payloadMissing);
			return -1;
		}
		this.state = given ? State.Ready : State.Later;
		this.taken = 0;
		this.given = given;
		this.offset += given;
		return given;
	}

	/** All of it has been written. */
	private done(connection: Sender): PullStep {
		this.io = undefined;
		connection.position = 0;
		connection.stalledSince = undefined;
		connection.written?.();
		if (connection.session.written()) connection.published = connection.lastSent;
		if (!this.isKept) {
			this.source = connection.pulled = undefined;
			connection.outcome(0, 0);
		}
		connection.settle();
		return PullStep.Done;
	}

	/** The message is gone: acknowledged or given up, of which the app has been told; but at QoS 0 it was lost with its connection. */
	private over(connection: Sender): void {
		const source = this.source;
		this.source = connection.pulled = undefined;
		if (source && !this.isKept) connection.outcome(0, Code.connectionLost);
	}

	/** Gives up the message at `sent`: if that has been written in part, with its connection. */
	private drop(connection: Sender, code: number): PullStep {
		const session = connection.session;
		const owner = connection.owner;
		const identifier = identifierOf(session, session.sent);
		// If not, discard() has given it up already.
		const isPublish = firstByte(session, session.sent) >> 4 === Packet.PUBLISH;
		if (isPublish) forget(owner.exactlyOnce, connection, session.sent);
		this.source = this.io = connection.pulled = undefined;
		this.state = State.Ready;
		if (connection.position) {
			connection.fail(code);
			if (isPublish) connection.outcome(identifier, code);
			if (!session.used) owner.onSettled?.();
		} else {
			connection.outcome(identifier, code);
			connection.settle();
		}
		return PullStep.Done;
	}
}

/** The connection that a topic's messages take, whichever there was when it was made. */
function present(first: Sender): Sender {
	const connection = first.old ?? first;
	return connection.successor ?? connection;
}

/** Puts what is before a payload of `total` bytes into the session: the identifier, or a Refusal. */
function keep(topic: Published, connection: Sender, total: number): number {
	const session = connection.session;
	const bytes = session.bytes;
	const template = topic.template;
	const QoS = topic.QoS;
	const is5 = connection.uptime !== undefined;
	if (!QoS && connection.phase !== Phase.Online) return Refused.notConnected;
	// In seconds; -1 for never.
	const interval = is5 && topic.expiry !== undefined ? Math.min(Math.ceil(topic.expiry / 1_000), Limit.Seconds) : -1;
	const list = is5 ? topic.properties : undefined;
	const fixed = topic.fixed as Uint8Array;
	const properties = is5 ? fixed.length + (list ? list.length : 0) + (interval < 0 ? 0 : PropertySize.Interval) : 0;
	const before = 2 + topic.nameSize + (QoS ? 2 : 0) + (is5 ? lengthSize(properties) + properties : 0);
	const length = before + total;
	const size = 1 + lengthSize(length) + before;
	// Without a maximum that is never so.
	if (length > Limit.Length || size + total > connection.maximumPacketSize!) return Refused.tooLarge;
	const refused = session.refusal(size);
	if (refused) return refused === Refused.full ? connection.full(size) : refused;
	if (is5 && publishObstacle(template[0], connection.unavailable as number)) return Refused.notSupported;
	const record = session.used;
	const identifier = QoS ? session.nextIdentifier() : 0;
	let at = session.open(size, identifier);
	bytes[at] = template[0];
	at = writeLength(bytes, at + 1, length);
	for (let i = Template.Topic - 2; i < Template.Topic + topic.nameSize; i++) bytes[at++] = template[i];
	if (identifier) {
		bytes[at++] = identifier >> 8;
		bytes[at++] = identifier;
	}
	if (!is5) return identifier;
	at = writeLength(bytes, at, properties);
	if (interval >= 0) {
		// First of all, as it is written anew when its turn comes.
		setExpires(session, record, Math.min(connection.uptime!() + interval, Limit.Seconds));
		connection.owner.countTime!();
		bytes[at] = Id.messageExpiry;
		writeInterval(bytes, at + 1, interval);
		at += PropertySize.Interval;
	}
	copy(bytes, at, fixed, fixed.length);
	if (list) copy(bytes, at + fixed.length, list.bytes, list.length);
	return identifier;
}
