// Hot path, except publishFrom(). "mote-mqtt/large-messages": publishes messages that are larger than the memory. The
// session has a record with only the part of the packet before the payload, which contains the length of the whole
// packet. So order, identifier, acknowledgement and resending are as for any other message. The payload is requested
// piece by piece when the socket has room, and again on each connection.
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
 * Provides a part of a message's payload. It writes the bytes from `offset` on to the beginning of `into`, at most
 * `most`, and returns how many. 0 means later: call resume() when there are more. A negative number means never: the
 * message is given up. At QoS 1 and 2 another connection may request the same bytes again, which must then be equal.
 */
export type Source = (offset: number, into: Uint8Array, most: number) => number;

/** A topic of either version. */
interface AnyTopic {
	publish(payload?: Uint8Array | string, length?: number): number;
	/** @internal */
	readonly connection: object;
}

/** The properties of a topic that are used here. Those after `nameSize` exist in 5.0 only. */
interface Published {
	readonly connection: Sender;
	readonly QoS: QoS;
	readonly template: Uint8Array;
	readonly nameSize: number;
	readonly expiry?: number | undefined;
	readonly fixed?: Uint8Array;
	readonly properties?: { readonly bytes: Uint8Array; readonly length: number } | undefined;
}

/**
 * The properties of a connection that are used here. Those after `written` exist in 5.0 only, and not after fallback
 * to 3.1.1.
 */
interface Sender extends Omit<SessionConnection, "owner" | "mayBegin" | "written" | "stall" | "full"> {
	readonly owner: SessionOwner & { readonly keepAlive: number; countTime?(): void };
	pulled: LargeMessages | undefined;
	mayBegin(): boolean;
	stall(): void;
	full(size: number): number;
	written?(): void;
	uptime?(): number;
	readonly unavailable?: number;
	/** Of a connection of 5.0: the current one of 3.1.1, after fallback. Of a connection of 3.1.1: the one of 5.0. */
	readonly successor?: Sender;
	readonly old?: Sender;
}

const enum Limit {
	/** The maximum Remaining Length (section 2.2.3). */
	Length = 268_435_455,
	Seconds = 0xffffffff,
	/** In milliseconds. PINGREQ is not sent if a packet was sent so recently. */
	Recently = 1_000,
}

const enum State {
	/** The source is called next. */
	Ready = 0,
	/** The source is being called. If this state is found later, the source has called the client or has thrown. */
	Asked = 1,
	/** The source has answered "later". */
	Later = 2,
}

/**
 * Publishes messages larger than the memory, one at a time, for the topics of one client. Create it once and keep it.
 */
export class LargeMessages implements Pulled {
	private source: Source | undefined;
	/** The connection of the message; and its socket, once writing has begun. */
	private connection: Sender | undefined;
	private io: unknown;
	private state: State;
	/** The socket's room. The connection sees no room until the packet is complete. */
	private room: number;
	private total: number;
	/** The payload's bytes [0, offset) have come from the source. */
	private offset: number;
	/** The last answer of the source: into[taken, given) is not written yet. */
	private readonly into: Uint8Array;
	private taken: number;
	private given: number;
	private readonly size: number;
	/** Whether the message is at QoS 1 or 2. */
	private isKept: boolean;

	/**
	 * @param size the maximum number of bytes requested from a source at a time, 16 to 65,535. They are reserved
	 * here. Default 512. Throws RangeError.
	 */
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

	/** Whether a message is not sent yet or, at QoS 1 and 2, not acknowledged. Its source is still needed. */
	get waiting(): boolean {
		const connection = this.connection as Sender;
		if (!this.source || connection.pulled !== this) return false;
		// A message that was discarded while it was written must be completed all the same.
		return findLarge(connection.session) >= 0 || (connection.io === this.io && connection.position > 0);
	}

	/**
	 * Publishes a message with a payload of `total` bytes from `source`, which is called when the socket has room.
	 * With topic and properties, the message may have 268,435,455 bytes. These take room in `buffers.unacknowledged`;
	 * the payload does not. At QoS 1 and 2 the source is kept until the message is acknowledged; at QoS 0 until it is
	 * sent or the connection is lost. Nothing else is written while the message is being sent. Throws only what the
	 * source throws, and allocates nothing.
	 * @param topic from Client.topic().
	 * @returns as Topic.publish(): an identifier, for which onOutcome is called, with 0 at QoS 0 too; or a negative
	 * Refusal. `full` is also returned while another such message is pending; try again after its outcome.
	 * @example large.publishFrom(picture, size, (offset, into, most) => camera.read(offset, into, most));
	 */
	publishFrom(topic: AnyTopic, total: number, source: Source): number {
		// `typeof` would allocate a string.
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
	 * The source has more bytes.
	 * @example camera.onReady = () => large.resume();
	 */
	resume(): void {
		const connection = this.connection as Sender;
		if (this.state !== State.Later) return;
		this.state = State.Ready;
		if (!this.io || connection.io !== this.io) return;
		connection.flush();
		// Reading may have waited for room to acknowledge.
		if (connection.mode > Mode.Answered) connection.read();
	}

	/**
	 * Called by the connection to write. Has few locals, because a source is called deep in a device's stack.
	 * @internal
	 */
	write(sender: object): PullStep {
		const connection = sender as Sender;
		const session = connection.session;
		if (connection.position) {
			// Another packet is partly written.
			if (connection.io !== this.io) return PullStep.Other;
		} else {
			// A packet that had begun without a byte written may be gone, and another one may be next.
			this.io = undefined;
			const isNext = connection.mayBegin();
			// In a callback for a message that was given up, the app may have started this message or another one.
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
			// The source has thrown on an earlier connection.
			if (this.state === State.Asked) return this.drop(connection, Code.payloadMissing);
			const now = connection.time.ticks;
			this.connection = connection;
			this.io = connection.io;
			this.state = State.Ready;
			this.offset = this.taken = this.given = this.room = 0;
			// Some servers measure the keep alive from the last whole packet. After a ping, this packet has all of
			// that time.
			if (
				connection.owner.keepAlive &&
				!connection.ping &&
				connection.room > Size.Reserved &&
				((now - connection.lastSent) | 0) >= Limit.Recently
			)
				connection.writePing(now);
		}
		// The source has called the client. Or, if the socket has reported something since, the source has thrown.
		if (this.state === State.Asked)
			return connection.room < 1 ? PullStep.Wait : this.drop(connection, Code.payloadMissing);
		if (connection.room < 0) return PullStep.Wait;
		// The server is alive, because it accepts bytes.
		if (connection.room > this.room) connection.lastHeard = connection.time.ticks;
		// The socket has just said so, if nothing has stalled since: there may be none left, where a WebSocket had a ping to answer.
		if (connection.room || connection.stalledSince === undefined) this.room = connection.room;
		else connection.room = this.room;
		return this.pieces(connection, session.sent + session.header);
	}

	/**
	 * Called by the client when the connection has ended. Returns whether part of the message was written; it will be
	 * resent. @internal
	 */
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
					// The message is gone, or the source has no bytes now.
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

	/**
	 * Requests `most` bytes from the source. Returns how many it has provided; 0 if it has none now; a negative
	 * number if the message or the connection has ended.
	 */
	private ask(connection: Sender, most: number): number {
		// In this state and without room, nothing is written whatever the source calls, and an exception is noticed
		// later.
		this.state = State.Asked;
		this.room = connection.room;
		connection.room = 0;
		connection.stall();
		const io = this.io;
		const given = this.source!(this.offset, this.into, most);
		// The connection was closed. Another message may have been accepted since.
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

	/** The message is completely written. */
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

	/** The message was acknowledged or given up, which the app knows. At QoS 0, it was lost with its connection. */
	private over(connection: Sender): void {
		const source = this.source;
		this.source = connection.pulled = undefined;
		if (source && !this.isKept) connection.outcome(0, Code.connectionLost);
	}

	/** Gives up the message at `sent`; closes the connection if the message is partly written. */
	private drop(connection: Sender, code: number): PullStep {
		const session = connection.session;
		const owner = connection.owner;
		const identifier = identifierOf(session, session.sent);
		// Otherwise discard() has given it up already.
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

/** The connection that a topic's messages take now, which after fallback is not the topic's. */
function present(first: Sender): Sender {
	const connection = first.old ?? first;
	return connection.successor ?? connection;
}

/** Stores the packet up to its payload of `total` bytes in the session. Returns the identifier, or a Refusal. */
function keep(topic: Published, connection: Sender, total: number): number {
	const session = connection.session;
	const bytes = session.bytes;
	const template = topic.template;
	const QoS = topic.QoS;
	const is5 = connection.uptime !== undefined;
	if (!QoS && connection.phase !== Phase.Online) return Refused.notConnected;
	// In seconds; -1 for none.
	const interval = is5 && topic.expiry !== undefined ? Math.min(Math.ceil(topic.expiry / 1_000), Limit.Seconds) : -1;
	const list = is5 ? topic.properties : undefined;
	const fixed = topic.fixed as Uint8Array;
	const properties = is5 ? fixed.length + (list ? list.length : 0) + (interval < 0 ? 0 : PropertySize.Interval) : 0;
	const before = 2 + topic.nameSize + (QoS ? 2 : 0) + (is5 ? lengthSize(properties) + properties : 0);
	const length = before + total;
	const size = 1 + lengthSize(length) + before;
	// The comparison is false if there is no maximum.
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
		// Set first, because the interval is rewritten when the packet is sent.
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
