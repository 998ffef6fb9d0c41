// Hot path. The state that outlives a connection (section 4.1): the Packet Identifiers in use, and all messages that
// were accepted and not acknowledged. Only this file, discarded.ts and large-record.ts read and change their records:
//
//     size of the packet (2 bytes) | Packet Identifier (2 bytes) | in 5.0, when its message expires (4) | the packet as sent
//
// The records are in one block of fixed size, in the order in which they were accepted. Those before `sent` were
// written to the current connection; those after it were not. When a record is removed, the later ones are moved up:
// one native move costs less than managing gaps.
import { Refused } from "../reason.js";
import { Identifier, Packet, PublishFlag } from "../wire/packet.js";
import { lengthSize, readLength, writeLength } from "../wire/remaining-length.js";

/** Offsets in a record. */
export const enum Field {
	Identifier = 2,
	Expires = 4,
}

/**
 * Replaces the first byte of a message that was given up and that the server may know. QoS1 is only a header, until
 * PUBACK or the end of the connection. After QoS2 comes PUBREL until PUBCOMP, so that the server can forget the
 * message. Begun is a message at QoS 2 that was partly written and must be completed.
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

/** Header: the first byte of PUBREL. Also its size. */
export const enum Pubrel {
	Header = (Packet.PUBREL << 4) | 2,
	Size = 4,
}

/** The bytes that all packets of a topic have before the payload, for packets of at most 129 bytes. */
export interface PublishTemplate {
	readonly template: Uint8Array;
	/** The length of the template. */
	readonly templateSize: number;
	/** The offset of the Packet Identifier in the template; 0 at QoS 0. */
	readonly identifierAt: number;
}

/** A client's messages that are not sent or not acknowledged. */
export class Session {
	/** How many bytes of the memory are in use. */
	used: number;
	/** The offset of the first record that was not written to the current connection. */
	sent: number;
	readonly bytes: Uint8Array;
	/**
	 * The end of the memory for records. After it come headers only: reserved identifiers, which must not be reused
	 * while the server has the session, because their messages at QoS 2 could be neither sent nor withdrawn.
	 */
	capacity: number;
	readonly view: DataView;
	/** The size of a record's header in bytes. */
	readonly header: number;
	/** The last Packet Identifier given out. */
	identifier: number;
	/** The identifiers after `identifier`, up to this one, are not in use and need not be searched for. */
	free: number;
	/**
	 * How many successive connections the server has ended after the request `suspect` was sent and before it was
	 * acknowledged.
	 */
	attempts: number;
	suspect: number;
	/** The maximum number of records from `sent` on that were written to earlier connections, at least partly. */
	again: number;
	/** The server may have ended the connection because of that request, and the app does not know yet. */
	blamed: boolean;
	/** The oldest request that was sent, 0 for none, when that was last checked; and since when, in ticks. */
	awaited: number;
	awaitedSince: number;

	/**
	 * @param size in bytes; allocated here and never again. @param header 4, or 8 to store when a message expires.
	 */
	constructor(size: number, header: number) {
		// The most used ones first, because XS searches a property from the first one on.
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

	/** Returns a Packet Identifier that is not in use: 1 to Identifier.Last (MQTT-2.3.1-1, MQTT-2.3.1-2). */
	nextIdentifier(): number {
		const used = this.used;
		if (this.identifier >= this.free) {
			// Finds the next unused identifier, and how many follow it before the next used one.
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
	 * Adds a PUBLISH of `size` bytes, at most 129, with the topic's template and a payload that begins with all of
	 * `payload`. Returns the packet's offset; -1 if there is no room. It must be written at once, and nothing may be
	 * queued before it. Excess bytes of `payload` are copied after the record, into unused memory.
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
	 * Makes a record for a packet of `size` bytes, for which there must be room. It stays until it is acknowledged
	 * or, with identifier 0, written. Returns the offset for the packet, which the caller writes.
	 */
	open(size: number, identifier: number): number {
		const at = this.used;
		const start = at + this.header;
		this.view.setInt32(at, (size << 16) | identifier);
		if (this.header > Field.Expires) this.view.setInt32(at + Field.Expires, 0);
		this.used = start + size;
		return start;
	}

	/**
	 * Returns the Refusal of a packet of this size, which may replace the record at `old` unless that is negative; 0
	 * if it fits.
	 */
	refusal(size: number, old = -1): number {
		const more = this.header + size;
		if (size > 65_535 || more > this.capacity) return Refused.tooLarge;
		return this.used - (old < 0 ? 0 : this.after(old) - old) + more > this.capacity ? Refused.full : 0;
	}

	/**
	 * The offset of the record with this identifier in the first `end` bytes; -1 if there is none or if it is not of
	 * `type`, if that is given.
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
	 * Removes the PUBLISH at QoS 1 with this identifier. Returns how much memory is still in use; -1 if there is
	 * none, -2 if it is another request, -3 if it was given up. Acknowledgements nearly always come in order, so it
	 * is usually the first record.
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

	/** Removes the record at `at`, except its first `kept` bytes. */
	remove(at: number, kept = 0): void {
		const used = this.used;
		const end = at + kept;
		const next = at + this.header + this.view.getUint16(at);
		if (next < used) this.bytes.copyWithin(end, next, used);
		this.used = used - next + end;
		if (at < this.sent) this.sent -= next - end;
		if (kept) this.view.setUint16(at, kept - this.header);
	}

	/** The offset of the next record, which is the end of the packet of the record at `at`. */
	after(at: number): number {
		return at + this.header + this.view.getUint16(at);
	}

	/** The packet at `sent` was written. At QoS 0, that completes it. Returns whether it was at QoS 0. */
	written(): boolean {
		const sent = this.sent;
		const isKept = this.view.getUint16(sent + Field.Identifier);
		if (isKept) this.sent = this.after(sent);
		else this.remove(sent);
		if (this.again) this.again--;
		return !isKept;
	}

	/**
	 * A connection was accepted: all records are to be resent in order (MQTT-4.4.0-1, MQTT-4.6.0-1). If the server
	 * has the session (`present`), messages sent before are resent as duplicates (MQTT-3.3.1-1). If not, messages are
	 * new to the server, and those with PUBREC were completed with that session.
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

// Functions on records that only some clients and parts need, so that others do not contain them.

/** The first byte of the packet of the record at `at`. */
export function firstByte(session: Session, at: number): number {
	return session.bytes[at + session.header];
}

export function identifierOf(session: Session, at: number): number {
	return session.view.getUint16(at + Field.Identifier);
}

/** When the message of the record at `at` expires, as it was set; 0 for never. Only in 5.0. */
export function expires(session: Session, at: number): number {
	return session.view.getUint32(at + Field.Expires);
}

export function setExpires(session: Session, at: number, moment: number): void {
	session.view.setUint32(at + Field.Expires, moment);
}

/** The offset in the PUBLISH of the record at `at` after its topic. */
export function body(session: Session, at: number): number {
	const packet = at + session.header;
	const length = readLength(session.bytes, packet + 1, session.used);
	const start = packet + 1 + lengthSize(length);
	return start + 2 + session.view.getUint16(start);
}

/**
 * Replaces a message that the server has by PUBREL (MQTT-4.3.3-4), which is shorter than any PUBLISH at QoS 2. PUBREL
 * is placed before all records other than PUBREL, so that these stay in the order of their PUBRECs (MQTT-4.6.0-4).
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

/** Converts records of 5.0 to 3.1.1, by removing properties and expiry. */
export function withoutProperties(session: Session): void {
	const { bytes, view } = session;
	// An expired message that was cut down, and not yet reported to the app, is removed.
	for (let at = 0; at < session.used; )
		if (view.getUint16(at) < 3) session.remove(at);
		else at = session.after(at);
	for (let at = 0; at < session.used; at = session.after(at)) {
		setExpires(session, at, 0);
		const packet = at + session.header;
		const type = bytes[packet] >> 4;
		// Other packets have no properties, and the bytes of a message that was given up do not matter.
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

/** Whether the first `used` bytes are records, and `sent` is the beginning of one or the end of the last. */
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
		// The bytes of a message that was given up do not matter.
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

/** Shifts the expiry of messages by so many seconds, from one client's uptime to that of the next. */
export function moveExpiry(session: Session, seconds: number): void {
	for (let at = 0; at < session.used; at = session.after(at)) {
		const moment = expires(session, at);
		// 0 means never; 1 means before the client was created.
		if (moment) setExpires(session, at, Math.min(Math.max(moment + seconds, 1), 0xffffffff));
	}
}
