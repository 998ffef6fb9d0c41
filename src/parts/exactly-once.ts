// Hot path, but for the constructor. "mote-mqtt/exactly-once": delivery exactly once (section 4.3.3), for clients that want it. A message of ours is
// kept until PUBREC, and in its place PUBREL until PUBCOMP; of a message to us its identifier is kept until PUBREL.

import { Phase } from "../connection/connection-state.js";
import type { Deliveries, DeliveringConnection } from "../connection/delivering-connection.js";
import type { part } from "../part.js";
import { abandon, retire } from "../session/discarded.js";
import { Discarded, firstByte, identifierOf, release, type Session } from "../session/session.js";
import { Packet, PublishFlag } from "../wire/packet.js";
import { Code } from "../wire/reason-code.js";

const PUBREL = (Packet.PUBREL << 4) | 2;

const enum Mask {
	/** What is the same in the first byte of all PUBLISH packets at QoS 2, and what that is. */
	QoS2 = 0xf0 | PublishFlag.QoS2,
	Message = (Packet.PUBLISH << 4) | PublishFlag.QoS2,
}

function isCount(value: number): boolean {
	return Number.isInteger(value) && value > 0 && value < 65_536;
}

/** QoS 2, as the option `exactlyOnce` of a client: `new Client({ exactlyOnce: new ExactlyOnce(), … })`. For one client each. */
export class ExactlyOnce implements Deliveries {
	/** @hidden */
	declare readonly [part]: "exactlyOnce";
	/**
	 * The Packet Identifiers of messages that have come and that the server has not released: the first `count`, and of these the first
	 * `earlier` came with earlier connections. @internal
	 */
	readonly identifiers: Uint16Array;
	/** @internal */
	count: number;
	private earlier: number;
	/** A message has been passed over on this connection: so are all that are new, or they would come in another order. */
	private isFull: boolean;
	private readonly inFlight: number;

	/**
	 * Throws RangeError.
	 * @param room how many messages may be on their way to us at QoS 2, 1 to 65,535; 2 bytes each, reserved here. 128 if not given: some servers
	 * send 100 at a time, and with a new connection new ones before they release earlier ones. A server of 5.0 is told half of it. Where one
	 * sends more, these are passed over; the connection ends, with Reason.receiveMaximumExceeded, once the server has
	 * had the time to release the others, and they come with the next, which is soon.
	 * @param inFlight how many messages of ours may be on their way at QoS 2 in 3.1.1, 1 to 65,535; more wait. 20 if not given: mosquitto drops
	 * what is more, and says nothing. In 5.0 the server says how many it takes.
	 */
	constructor(room = 128, inFlight = 20) {
		if (!isCount(room)) throw new RangeError("room: expected a whole number from 1 to 65535");
		if (!isCount(inFlight)) throw new RangeError("inFlight: expected a whole number from 1 to 65535");
		this.identifiers = new Uint16Array(room);
		this.inFlight = inFlight;
		this.count = this.earlier = 0;
		this.isFull = false;
	}

	/** Whether the app has not had a message with this identifier: 1, or 0; or the reason why it cannot have it. @internal */
	isNew(identifier: number): number {
		const at = this.find(identifier);
		if (at < this.count) return 0;
		if (at === this.identifiers.length) this.isFull = true;
		return this.isFull ? Code.receiveMaximumExceeded : 1;
	}

	/** In 3.1.1: whether the packet at `sent` may go, as the server can take it. @internal */
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
	 * CONNACK has come. If the session is a new one, what the server has sent PUBREC for has gone with the old one: the app is told.
	 * Whether to go on. @internal
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
		// They are the first ones.
		while (session.used && firstByte(session, 0) === PUBREL) {
			const identifier = identifierOf(session, 0);
			session.remove(0);
			connection.outcome(identifier, 0);
			if (connection.io !== io) return false;
		}
		return true;
	}

	/** The app has had a message (MQTT-4.3.3-2): its identifier is kept, for which isNew() has seen room. @internal */
	received(identifier: number): void {
		const at = this.find(identifier);
		this.identifiers[at] = identifier;
		if (at === this.count) this.count++;
	}

	/**
	 * PUBREC, PUBREL or PUBCOMP has come: the first byte of the packet to answer with, 0 for none; or minus the reason why it
	 * may not come. @internal
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
			// It was asked for when a message was passed over. What the server had to say of others, it has said.
			this.forgetEarlier();
			return -Code.receiveMaximumExceeded;
		}
		if (type === Packet.PUBREC) {
			const at = session.find(identifier, session.used);
			// What waits to be sent again will be answered again.
			if (at >= session.sent) return 0;
			const header = at < 0 ? 0 : firstByte(session, at);
			if (header >> 4 === Packet.PUBLISH) {
				// A message at QoS 1 is not acknowledged so.
				if (!(header & PublishFlag.QoS2)) return -Code.protocolError;
				release(session, at);
				if (identifier === session.suspect) session.attempts = 0;
			} else if (header >> 4 === Discarded.Begun >> 4) abandon(session, at);
			// One that is not known any more is released all the same, or the server would keep it for ever.
			return PUBREL;
		}
		const at = session.find(identifier, session.sent, Packet.PUBREL);
		if (at >= 0) {
			const isAwaited = firstByte(session, at) === PUBREL;
			// Also of one that was given up, of which the app is not told again.
			if (identifier === session.suspect) session.attempts = 0;
			session.remove(at);
			if (isAwaited) connection.concluded(identifier, 0);
			else connection.proceed();
		}
		return 0;
	}

	/**
	 * Forgets what came with earlier connections, and how many these are. With a connection a server first repeats all that it does not know to be
	 * received (MQTT-4.4.0-1). New messages come behind that; so once a new one has been released, or PINGRESP has come behind one, the server
	 * knows that all before it have been received, or has lost them; and what it has lost is not to take room for ever.
	 */
	private forgetEarlier(): number {
		const earlier = this.earlier;
		this.identifiers.copyWithin(0, earlier, this.count);
		this.count -= earlier;
		this.earlier = 0;
		return earlier;
	}

	/**
	 * A message at QoS 2 is given up: one that the server may know of goes on as PUBREL. If connections end with that as well, there is nothing left
	 * but not to use its identifier again. Whether it could be given up: not if the server has it. @internal
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

	/** Forgets the message whose record is at `at`, if the server cannot know of it; or else has it go on as PUBREL. */
	private giveUp(session: Session, at: number): void {
		if (at < session.sent || firstByte(session, at) & PublishFlag.DUP) abandon(session, at);
		else session.remove(at);
	}

	/** Where an identifier is kept; where it would be, if it is not. */
	private find(identifier: number): number {
		let at = 0;
		while (at < this.count && this.identifiers[at] !== identifier) at++;
		return at;
	}
}
