// Hot path, except the constructor. "mote-mqtt/exactly-once": delivery exactly once (section 4.3.3), as an option. A
// message to the server is kept until PUBREC, and PUBREL in its place until PUBCOMP. The identifier of a message from
// the server is kept until PUBREL.

import { Phase } from "../connection/connection-state.js";
import type { Deliveries, DeliveringConnection } from "../connection/delivering-connection.js";
import type { part } from "../part.js";
import { abandon, retire } from "../session/discarded.js";
import { Discarded, firstByte, identifierOf, release, type Session } from "../session/session.js";
import { Packet, PublishFlag } from "../wire/packet.js";
import { Code } from "../wire/reason-code.js";

const PUBREL = (Packet.PUBREL << 4) | 2;

const enum Mask {
	/** A mask for the first byte of PUBLISH packets at QoS 2, and the masked value. */
	QoS2 = 0xf0 | PublishFlag.QoS2,
	Message = (Packet.PUBLISH << 4) | PublishFlag.QoS2,
}

function isCount(value: number): boolean {
	return Number.isInteger(value) && value > 0 && value < 65_536;
}

/**
 * QoS 2, as the option `exactlyOnce` of a client: `new Client({ exactlyOnce: new ExactlyOnce(), … })`. Use one for
 * each client.
 */
export class ExactlyOnce implements Deliveries {
	/** @hidden */
	declare readonly [part]: "exactlyOnce";
	/**
	 * The Packet Identifiers of received messages that the server has not released: the first `count`. Of these, the
	 * first `earlier` came with earlier connections. @internal
	 */
	readonly identifiers: Uint16Array;
	/** @internal */
	count: number;
	private earlier: number;
	/**
	 * A message was skipped on this connection. Then all new ones are skipped, because they would be out of order.
	 */
	private isFull: boolean;
	private readonly inFlight: number;

	/**
	 * Throws a RangeError.
	 * @param room how many messages at QoS 2 from the server may be in flight, 1 to 65,535; reserves 2 bytes each.
	 * Default 128: some servers send 100 at a time, and on a new connection new ones before they release the old
	 * ones. A 5.0 server is told half of it. If a server sends more, these are skipped. The connection ends with
	 * Reason.receiveMaximumExceeded once the server has had the time to release the others, and the skipped messages
	 * come soon with the next connection.
	 * @param inFlight how many messages at QoS 2 to the server may be in flight in 3.1.1, 1 to 65,535; others wait.
	 * Default 20, because mosquitto silently drops more. In 5.0, the server announces its limit.
	 */
	constructor(room = 128, inFlight = 20) {
		if (!isCount(room)) throw new RangeError("room: expected a whole number from 1 to 65535");
		if (!isCount(inFlight)) throw new RangeError("inFlight: expected a whole number from 1 to 65535");
		this.identifiers = new Uint16Array(room);
		this.inFlight = inFlight;
		this.count = this.earlier = 0;
		this.isFull = false;
	}

	/**
	 * Whether the app has not received a message with this identifier: 1 or 0; or the reason why it cannot get it. @internal
	 */
	isNew(identifier: number): number {
		const at = this.find(identifier);
		if (at < this.count) return 0;
		if (at === this.identifiers.length) this.isFull = true;
		return this.isFull ? Code.receiveMaximumExceeded : 1;
	}

	/** In 3.1.1: whether the packet at `sent` may be sent, because the server can accept it. @internal */
	maySend(session: Session): boolean {
		const sent = session.sent;
		let count = 0;
		if ((firstByte(session, sent) & Mask.QoS2) !== Mask.Message) return true;
		for (let at = 0; at < sent; at = session.after(at)) {
			const first = firstByte(session, at);
			if (first >> 4 === Packet.PUBREL || first >> 4 === Discarded.Begun >> 4 || (first & Mask.QoS2) === Mask.Message)
				count++;
		}
		return count < this.inFlight;
	}

	/**
	 * CONNACK has come. If the session is new, messages with PUBREC were completed with the old one: reports them to
	 * the app. Returns whether to continue. @internal
	 */
	resume(connection: DeliveringConnection, present: boolean): boolean {
		const session = connection.session;
		const io = connection.io;
		let at = 0;
		while (at < session.used)
			if (firstByte(session, at) >> 4 === Discarded.Begun >> 4) this.giveUp(session, at);
			else at = session.after(at);
		this.isFull = false;
		if (!present) this.count = 0;
		this.earlier = this.count;
		if (present) return true;
		// These are the first records.
		while (session.used && firstByte(session, 0) === PUBREL) {
			const identifier = identifierOf(session, 0);
			session.remove(0);
			connection.outcome(identifier, 0);
			if (connection.io !== io) return false;
		}
		return true;
	}

	/** The app has received a message (MQTT-4.3.3-2): stores its identifier. isNew() has checked the room. @internal */
	received(identifier: number): void {
		const at = this.find(identifier);
		this.identifiers[at] = identifier;
		if (at === this.count) this.count++;
	}

	/**
	 * PUBREC, PUBREL or PUBCOMP has come. Returns the first byte of the answer, 0 for none, or the negative reason
	 * why it may not come. @internal
	 */
	released(connection: DeliveringConnection, type: number, identifier: number): number {
		const session = connection.session;
		if (type === Packet.PUBREL) {
			const identifiers = this.identifiers;
			let at = this.find(identifier);
			if (at < this.count) {
				if (at < this.earlier) {
					identifiers[at] = identifiers[--this.earlier];
					at = this.earlier;
				} else at -= this.forgetEarlier();
				identifiers[at] = identifiers[--this.count];
			}
			return Packet.PUBCOMP << 4;
		}
		if (type === Packet.PINGRESP) {
			// This PINGRESP was requested when a message was skipped. The server has sent everything about the others
			// by now.
			this.forgetEarlier();
			return -Code.receiveMaximumExceeded;
		}
		if (type === Packet.PUBREC) {
			const at = session.find(identifier, session.used);
			// A message that waits to be resent will be answered again.
			if (at >= session.sent) return 0;
			const header = at < 0 ? 0 : firstByte(session, at);
			if (header >> 4 === Packet.PUBLISH) {
				// A message at QoS 1 is not acknowledged by PUBREC.
				if (!(header & PublishFlag.QoS2)) return -Code.protocolError;
				release(session, at);
				if (identifier === session.suspect) session.attempts = 0;
			} else if (header >> 4 === Discarded.Begun >> 4) abandon(session, at);
			// An unknown identifier is released as well. Otherwise the server would keep it for ever.
			return PUBREL;
		}
		const at = session.find(identifier, session.sent, Packet.PUBREL);
		if (at >= 0) {
			const isAwaited = firstByte(session, at) === PUBREL;
			// Also for a discarded message, about which the app is not told again.
			if (identifier === session.suspect) session.attempts = 0;
			session.remove(at);
			if (isAwaited) connection.concluded(identifier, 0);
			else connection.proceed();
		}
		return 0;
	}

	/**
	 * Forgets identifiers of earlier connections, and how many these are. On a new connection, a server first repeats
	 * everything that it does not know to be received (MQTT-4.4.0-1), and then sends new messages. So when a new one
	 * was released, or PINGRESP has followed one, the server either knows that all earlier ones were received, or has
	 * lost them. Lost ones must not take room for ever.
	 */
	private forgetEarlier(): number {
		const earlier = this.earlier;
		this.identifiers.copyWithin(0, earlier, this.count);
		this.count -= earlier;
		this.earlier = 0;
		return earlier;
	}

	/**
	 * Gives up a message at QoS 2. If the server may know it, it becomes PUBREL. If connections end with that as
	 * well, its identifier is never reused. Returns whether that was possible, which it is not after PUBREC. @internal
	 */
	discard(connection: DeliveringConnection, at: number, isBegun: boolean): boolean {
		const session = connection.session;
		const first = firstByte(session, at);
		if (first >> 4 === Packet.PUBLISH) {
			if (isBegun) session.bytes[at + session.header] = Discarded.Begun | (first & PublishFlag.DUP);
			else this.giveUp(session, at);
			return true;
		}
		if (connection.phase === Phase.Online || !session.attempts || identifierOf(session, at) !== session.suspect)
			return false;
		retire(session, at);
		return true;
	}

	/** Removes the message whose record is at `at` if the server cannot know it; otherwise replaces it by PUBREL. */
	private giveUp(session: Session, at: number): void {
		if (at < session.sent || firstByte(session, at) & PublishFlag.DUP) abandon(session, at);
		else session.remove(at);
	}

	/** The index of an identifier, or where it would be inserted. */
	private find(identifier: number): number {
		let at = 0;
		while (at < this.count && this.identifiers[at] !== identifier) at++;
		return at;
	}
}
