// Hot path, but for the constructor. "mote-mqtt/exactly-once": delivery exactly once (section 4.3.3), for clients that want it. A message of ours is
// kept until PUBREC, and in its place PUBREL until PUBCOMP; of a message to us its identifier is kept until PUBREL.

import { firstByte, identifierOf, release } from "../session.js";
import type { Deliveries, SessionConnection } from "../session-connection.js";
import { Packet, PublishFlag } from "../wire/packet.js";
import { Code } from "../wire/reason-code.js";

const PUBREL = (Packet.PUBREL << 4) | 2;

/** QoS 2, as the option `exactlyOnce` of a client: `new Client({ exactlyOnce: new ExactlyOnce(), … })`. For one client each. */
export class ExactlyOnce implements Deliveries {
	/** The Packet Identifiers of messages that have come and that the server has not released: the first `count`. @internal */
	readonly identifiers: Uint16Array;
	/** @internal */
	count: number;

	/**
	 * @param receiveMaximum how many messages may be on their way to us at QoS 2 at a time, 1 to 65,535; 2 bytes each, reserved here. 20
	 * if not given, as mosquitto sends so many. A server of 5.0 is told; one that sends more is left: the connection ends with
	 * Reason.receiveMaximumExceeded, and what was left over comes with the next. Throws RangeError.
	 */
	constructor(receiveMaximum = 20) {
		if (!Number.isInteger(receiveMaximum) || receiveMaximum < 1 || receiveMaximum > 65_535)
			throw new RangeError("receiveMaximum: expected a whole number from 1 to 65535");
		this.identifiers = new Uint16Array(receiveMaximum);
		this.count = 0;
	}

	/** Whether the app has not had a message with this identifier: 1, or 0; or the reason why it cannot have it. */
	isNew(identifier: number): number {
		const at = this.find(identifier);
		return at < this.count ? 0 : at < this.identifiers.length ? 1 : Code.receiveMaximumExceeded;
	}

	/** The session is a new one. What the server has sent PUBREC for has gone with the old one: the app is told. Whether to go on. */
	forget(connection: SessionConnection): boolean {
		const session = connection.session;
		const io = connection.io;
		this.count = 0;
		// They are the first ones.
		while (session.used && firstByte(session, 0) === PUBREL) {
			const identifier = identifierOf(session, 0);
			session.remove(0);
			connection.outcome(identifier, 0);
			if (connection.io !== io) return false;
		}
		return true;
	}

	/** The app has had a message (MQTT-4.3.3-2): its identifier is kept, for which isNew() has seen room. */
	received(identifier: number): void {
		const at = this.find(identifier);
		this.identifiers[at] = identifier;
		if (at === this.count) this.count++;
	}

	/**
	 * PUBREC, PUBREL or PUBCOMP has come: the first byte of the packet to answer with, 0 for none; or minus the reason why it
	 * may not come.
	 */
	released(connection: SessionConnection, type: number, identifier: number): number {
		const session = connection.session;
		if (type === Packet.PUBREL) {
			const at = this.find(identifier);
			if (at < this.count) this.identifiers[at] = this.identifiers[--this.count];
			return Packet.PUBCOMP << 4;
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
			}
			// One that is not known any more is released all the same, or the server would keep it for ever.
			return PUBREL;
		}
		const at = session.find(identifier, session.sent, Packet.PUBREL);
		if (at >= 0) {
			session.remove(at);
			connection.concluded(identifier, 0);
		}
		return 0;
	}

	/** Where an identifier is kept; where it would be, if it is not. */
	private find(identifier: number): number {
		let at = 0;
		while (at < this.count && this.identifiers[at] !== identifier) at++;
		return at;
	}
}
