// Hot path. What outlives a connection (section 4.1): which Packet Identifiers are in use, and every message that was accepted and is not yet
// acknowledged. This file, discarded.ts and large-record.ts are the only ones that read and change their records:
//
//     size of the packet (2 bytes) | Packet Identifier (2 bytes) | in 5.0, when its message expires (4) | the packet as it goes on the wire
//
// They lie in one fixed piece of memory, in the order in which they were accepted. Records before `sent` have been written to the present
// connection, those behind it have not. An acknowledged record is removed by moving up what follows: one native move, cheaper than any
// bookkeeping of holes.
import { Refused } from "../reason.js";
import { Identifier, Packet, PublishFlag } from "../wire/packet.js";
import { lengthSize, readLength, writeLength } from "../wire/remaining-length.js";

/** Where in a record something lies. */
export const enum Field {
	Identifier = 2,
	Expires = 4,
}

/**
 * What takes the place of the first byte of a message that was given up, and of which the server may know. Of QoS1 nothing else is left, until PUBACK
 * or the end of the connection. Behind QoS2 lies PUBREL, so that the server can forget the message, until PUBCOMP. Begun is the rest of
 * one at QoS 2 that was half written then, and has to be written.
 */
export const enum Discarded {
	QoS1 = Packet.PUBACK << 4,
	QoS2 = Packet.PUBREL << 4,
	Begun = Packet.PUBREC << 4,
}

/** The first byte of a PUBLISH at QoS 1, without DUP and RETAIN. */
export const enum First {
	Mask = 0xf0 | PublishFlag.QoS,
	QoS1 = (Packet.PUBLISH << 4) | PublishFlag.QoS1,
}

/** Pubrel.Header: its first byte, and its size. */
export const enum Pubrel {
	Header = (Packet.PUBREL << 4) | 2,
	Size = 4,
}

/** What the packets of a topic have in common: everything before the payload, as in a packet of at most 129 bytes. */
export interface PublishTemplate {
	readonly template: Uint8Array;
	/** Length of the template. */
	readonly templateSize: number;
	/** Where in the template the Packet Identifier lies; 0 at QoS 0. */
	readonly identifierAt: number;
}

/** The unacknowledged and waiting messages of a client. */
export class Session {
	/** How much of the memory is in use. */
	used: number;
	/** Where the records begin that were not yet written to the present connection. */
	sent: number;
	readonly bytes: Uint8Array;
	/**
	 * Where the memory for records ends. Behind it, what is nothing but the beginning of a record keeps an identifier from being used again, as long
	 * as the server has the session: that of a message at QoS 2 that could be neither sent nor taken back.
	 */
	capacity: number;
	readonly view: DataView;
	/** What a record has before its packet, in bytes. */
	readonly header: number;
	/** The last Packet Identifier given out. */
	identifier: number;
	/** Identifiers behind `identifier`, up to this one, are not in use: so they need not be looked for. */
	free: number;
	/** So many connections, one after another, were ended by the server when this request had been sent and was not acknowledged. */
	attempts: number;
	suspect: number;
	/** So many records from `sent` on, at most, have been written to earlier connections, in part at least. */
	again: number;
	/** The server has ended the connection, perhaps because of that request, and the app is not told yet. */
	blamed: boolean;
	/** The first request in line that was sent, 0 if there is none, when that was last looked at; and since when, in ticks. */
	awaited: number;
	awaitedSince: number;

	/** @param size in bytes: allocated here, and never again. @param header 4; 8 to keep when a message expires. */
	constructor(size: number, header: number) {
		// Those used most come first: the engine looks for a property from the first one on.
		const bytes = new Uint8Array(size);
		this.used = 0;
		this.header = header;
		this.bytes = bytes;
		this.view = new DataView(bytes.buffer);
		this.sent = 0;
		this.capacity = size;
		this.identifier = 0;
		this.free = Identifier.Last;
		this.attempts = this.suspect = this.again = this.awaited = this.awaitedSince = 0;
		this.blamed = false;
	}

	/** A Packet Identifier that is not in use: 1 to Identifier.Last (MQTT-2.3.1-1, MQTT-2.3.1-2). */
	nextIdentifier(): number {
		const used = this.used;
		if (this.identifier >= this.free) {
			// The next ones that are not in use are looked for: how many there are, up to the first one that is.
			const end = this.bytes.length;
			let next = this.identifier;
			let free: number;
			do {
				next = next >= Identifier.Last ? 1 : next + 1;
				free = Identifier.Last;
				for (let at = 0; ; at = this.after(at)) {
					if (at === used) at = this.capacity;
					if (at >= end) break;
					const identifier = this.view.getUint16(at + Field.Identifier);
					if (identifier >= next && identifier <= free) free = identifier - 1;
				}
			} while (free < next);
			this.identifier = next - 1;
			this.free = free;
		}
		return ++this.identifier;
	}

	/**
	 * Adds a PUBLISH with `size` bytes, at most 129, as the template says, whose payload begins with all of `payload`: where the packet
	 * begins, -1 if there is no room. It is to be written at once: nothing may wait before it. What `payload` has too much lies behind the record, where nothing is.
	 */
	addPublish(topic: PublishTemplate, size: number, payload: Uint8Array | undefined, payloadSize: number): number {
		const at = this.used;
		const header = this.header;
		const start = at + header;
		const payloadAt = start + topic.templateSize;
		if (payloadAt + payloadSize > this.capacity) return -1;
		const bytes = this.bytes;
		const view = this.view;
		let identifier = this.identifier;
		if (identifier < this.free) this.identifier = ++identifier;
		else identifier = this.nextIdentifier();
		view.setInt32(at, (size << 16) | identifier);
		if (header > Field.Expires) view.setInt32(at + Field.Expires, 0);
		bytes.set(topic.template, start);
		view.setUint16(start + topic.identifierAt, identifier);
		if (payloadSize) bytes.set(payload as Uint8Array, payloadAt);
		this.used = this.sent = start + size;
		return start;
	}

	/**
	 * Makes a record for a packet of `size` bytes, for which there must be room: until it is acknowledged (or, with identifier 0, written). The
	 * packet is still to be written, where this says.
	 */
	open(size: number, identifier: number): number {
		const at = this.used;
		const start = at + this.header;
		this.view.setInt32(at, (size << 16) | identifier);
		if (this.header > Field.Expires) this.view.setInt32(at + Field.Expires, 0);
		this.used = start + size;
		return start;
	}

	/** Why a packet of that size cannot be kept, in place of a record at `old` if that is not negative: a Refusal; 0 if it can. */
	refusal(size: number, old = -1): number {
		const more = this.header + size;
		if (size > 65_535 || more > this.capacity) return Refused.tooLarge;
		return this.used - (old < 0 ? 0 : this.after(old) - old) + more > this.capacity ? Refused.full : 0;
	}

	/**
	 * Where the record with that identifier lies, among the first `end` bytes; -1 if there is none, or, with `type`, if it is of another type.
	 */
	find(identifier: number, end: number, type?: Packet): number {
		const view = this.view;
		let at = 0;
		while (at < end) {
			if (view.getUint16(at + Field.Identifier) === identifier)
				return type === undefined || this.bytes[at + this.header] >> 4 === type ? at : -1;
			at += this.header + view.getUint16(at);
		}
		return -1;
	}

	/**
	 * Forgets the PUBLISH at QoS 1 that was sent with that identifier: how much memory is still in use; -1 if there is
	 * none, -2 if it is another request, -3 if it had been given up. Acknowledgements come in order nearly always: the first record is the one.
	 */
	acknowledge(identifier: number): number {
		const view = this.view;
		const header = this.header;
		const sent = this.sent;
		let at = 0;
		while (at < sent) {
			const both = view.getInt32(at);
			const size = header + (both >>> 16);
			if ((both & 0xffff) === identifier) {
				const first = this.bytes[at + header];
				if ((first & First.Mask) !== First.QoS1) {
					if (first !== Discarded.QoS1) return first >> 4 === Packet.PUBLISH ? -2 : -1;
					this.remove(at);
					return -3;
				}
				const used = this.used - size;
				if (at < used) this.bytes.copyWithin(at, at + size, used + size);
				this.used = used;
				this.sent = sent - size;
				return used;
			}
			at += size;
		}
		return -1;
	}

	/** Forgets the record at `at`, but for its first `kept` bytes. */
	remove(at: number, kept = 0): void {
		const used = this.used;
		const end = at + kept;
		const next = at + this.header + this.view.getUint16(at);
		if (next < used) this.bytes.copyWithin(end, next, used);
		this.used = used - next + end;
		if (at < this.sent) this.sent -= next - end;
		if (kept) this.view.setUint16(at, kept - this.header);
	}

	/** Where the record behind the one at `at` begins, and the packet of that one ends. */
	after(at: number): number {
		return at + this.header + this.view.getUint16(at);
	}

	/** Notes that the packet at `sent` has been written. At QoS 0 that was all: whether it was such a one. */
	written(): boolean {
		const sent = this.sent;
		const isKept = this.view.getUint16(sent + Field.Identifier);
		if (isKept) this.sent = this.after(sent);
		else this.remove(sent);
		if (this.again) this.again--;
		return !isKept;
	}

	/**
	 * A connection has been accepted: everything is to be sent again, in order (MQTT-4.4.0-1, MQTT-4.6.0-1). If the server has
	 * the session (`present`), what was sent before goes again as a duplicate (MQTT-3.3.1-1). If not, messages are new to it;
	 * and those of which it has sent PUBREC have gone with that session.
	 */
	resume(present: boolean): void {
		const bytes = this.bytes;
		let at = 0;
		let again = 0;
		while (at < this.used) {
			const wasSent = at < this.sent;
			const wasBegun = wasSent || this.again-- > 0;
			const packet = at + this.header;
			const type = bytes[packet] >> 4;
			const isPublish = type === Packet.PUBLISH;
			if (!isPublish && (type === Packet.PUBACK || !present)) this.remove(at);
			else {
				if (isPublish && !present) bytes[packet] &= ~PublishFlag.DUP;
				else if (isPublish && wasSent) bytes[packet] |= PublishFlag.DUP;
				if (wasBegun) again++;
				at = this.after(at);
			}
		}
		this.sent = this.awaited = 0;
		this.again = again;
		this.blamed = false;
		if (!present) this.capacity = bytes.length;
		if (this.attempts && this.find(this.suspect, this.used) < 0) this.attempts = 0;
	}
}

// What some clients and parts need of records, and others do not carry.

/** The first byte of the packet of the record at `at`. */
export function firstByte(session: Session, at: number): number {
	return session.bytes[at + session.header];
}

export function identifierOf(session: Session, at: number): number {
	return session.view.getUint16(at + Field.Identifier);
}

/** When the message of the record at `at` expires, as it was set: 0 for never. Only in 5.0. */
export function expires(session: Session, at: number): number {
	return session.view.getUint32(at + Field.Expires);
}

export function setExpires(session: Session, at: number, moment: number): void {
	session.view.setUint32(at + Field.Expires, moment);
}

/** Where the PUBLISH of the record at `at` goes on behind its topic. */
export function body(session: Session, at: number): number {
	const packet = at + session.header;
	const length = readLength(session.bytes, packet + 1, session.used);
	const start = packet + 1 + lengthSize(length);
	return start + 2 + session.view.getUint16(start);
}

/**
 * Puts PUBREL in the place of a message that the server has (MQTT-4.3.3-4): that is shorter than any PUBLISH at QoS 2. It goes before all
 * that is not Pubrel.Header, as these have the order in which PUBREC came (MQTT-4.6.0-4).
 */
export function release(session: Session, at: number): void {
	const { bytes, view, header } = session;
	const size = header + Pubrel.Size;
	const next = session.after(at);
	const identifier = identifierOf(session, at);
	let front = 0;
	while (bytes[front + header] === Pubrel.Header) front += size;
	bytes.copyWithin(front + size, front, at);
	bytes.copyWithin(at + size, next, session.used);
	session.used -= next - at - size;
	session.sent -= next - at - size;
	view.setInt32(front, (Pubrel.Size << 16) | identifier);
	if (header > Field.Expires) view.setInt32(front + Field.Expires, 0);
	view.setUint16(front + header, (Pubrel.Header << 8) | 2);
	view.setUint16(front + header + 2, identifier);
}

/** Makes what is kept for 5.0 fit 3.1.1: without properties and expiry. */
export function withoutProperties(session: Session): void {
	const { bytes, view } = session;
	// Nothing is left of one that has expired, and of which the app could not be told.
	for (let at = 0; at < session.used; )
		if (view.getUint16(at) < 3) session.remove(at);
		else at = session.after(at);
	for (let at = 0; at < session.used; at = session.after(at)) {
		setExpires(session, at, 0);
		const packet = at + session.header;
		const type = bytes[packet] >> 4;
		// Others have no properties: of what was given up, the rest is of no use.
		if (type !== Packet.PUBLISH) continue;
		const end = session.after(at);
		const properties = body(session, at) + (bytes[packet] & PublishFlag.QoS ? 2 : 0);
		const size = readLength(bytes, properties, end);
		const after = properties + lengthSize(size) + size;
		const behind = readLength(bytes, packet + 1, end);
		const rest = behind - (after - properties);
		const shorter = lengthSize(behind) - lengthSize(rest);
		const cut = after - properties + shorter;
		bytes.copyWithin(properties, after, session.used);
		writeLength(bytes, packet + 1, rest);
		bytes.copyWithin(packet + 1 + lengthSize(rest), packet + 1 + lengthSize(behind), session.used);
		view.setUint16(at, end - packet - cut);
		session.used -= cut;
		if (at < session.sent) session.sent -= cut;
	}
}

/** Whether the first `used` bytes are records, and `sent` is where one begins or the last one ends. */
export function areRecords(session: Session, used: number, sent: number, exactlyOnce: boolean): boolean {
	const bytes = session.bytes;
	let found = sent === 0;
	let at = 0;
	while (at < used) {
		const start = at + session.header;
		if (start >= used) return false;
		const end = session.after(at);
		const header = bytes[start];
		const type = header >> 4;
		const packet = header === Discarded.QoS2 ? start + 1 : start;
		const length = end > used ? -1 : readLength(bytes, packet + 1, end);
		const beyond = packet + 1 + lengthSize(length) + length - end;
		// Of what was given up, the rest is of no use.
		const isRest = header === Discarded.QoS1 || type === Discarded.Begun >> 4;
		if (end > used || (!isRest && (length < 0 || (type === Packet.PUBLISH ? beyond < 0 : beyond)))) return false;
		if (type === Packet.PUBLISH ? header & PublishFlag.QoS2 : type === Packet.PUBREL || type === Packet.PUBREC) {
			if (!exactlyOnce) return false;
		} else if (header !== Discarded.QoS1 && type !== Packet.PUBLISH) return false;
		at = end;
		if (at === sent) found = true;
	}
	return found;
}

/** Whether there are messages that expire. */
export function hasExpiring(session: Session): boolean {
	for (let at = 0; at < session.used; at = session.after(at)) if (expires(session, at)) return true;
	return false;
}

/** Moves the moments at which messages expire by so many seconds: from one client's uptime to that of the next. */
export function moveExpiry(session: Session, seconds: number): void {
	for (let at = 0; at < session.used; at = session.after(at)) {
		const moment = expires(session, at);
		// 0 is never, and 1 before the client was made.
		if (moment) setExpires(session, at, Math.min(Math.max(moment + seconds, 1), 0xffffffff));
	}
}
