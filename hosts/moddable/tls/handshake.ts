// Set-up. Checks the order of messages in a TLS 1.2 handshake (RFC 5246 section 7.3). Each message is checked before
// it is processed, because unencrypted records cannot be trusted until both Finished have been received.

/** Content types of records (RFC 5246 section 6.2.1). */
export const enum RecordType {
	changeCipherSpec = 20,
	alert = 21,
	handshake = 22,
	applicationData = 23,
}

/** Handshake message types (section 7.4). A server sends them in ascending order, except newSessionTicket. */
export const enum HandshakeType {
	helloRequest = 0,
	clientHello = 1,
	serverHello = 2,
	/** RFC 5077 section 3.3. It is the server's last message before ChangeCipherSpec, despite its number. */
	newSessionTicket = 4,
	certificate = 11,
	serverKeyExchange = 12,
	certificateRequest = 13,
	serverHelloDone = 14,
	certificateVerify = 15,
	finished = 20,
}

/** The size of a record's header: 1 byte of type, 2 of version, 2 of length. */
export const HEADER_SIZE = 5;

const OUT_OF_ORDER = "handshake out of order";
const MALFORMED = "malformed handshake";

/** The extension that offers or requests a ticket (RFC 5077 section 3.2). */
export const SESSION_TICKET = 35;
/** The offered cipher suites (RFC 5289): ECDHE with AES-128-GCM, signed with ECDSA or RSA. */
export const SUITES = Object.freeze([0xc02b, 0xc02f]);

/** The state of one handshake. */
export class Handshake {
	/** The type of the server's last message. */
	last: number;
	/** The server resumes the offered session. */
	resumed: boolean;
	/** The client has sent its last messages, including ChangeCipherSpec and Finished. */
	answered: boolean;
	/** The server's ticket; empty if the server has sent none after all. */
	ticket: Uint8Array | undefined;
	/** The offset of NewSessionTicket in the record that was accepted last; 0 if there is none. */
	ticketAt: number;
	/** The identifier of the offered session. */
	private readonly offered: Uint8Array | undefined;
	/** The server has announced a ticket. */
	private promised: boolean;

	constructor(offered: Uint8Array | undefined) {
		this.offered = offered;
		this.resumed = this.answered = this.promised = false;
		this.ticket = undefined;
		this.last = this.ticketAt = 0;
	}

	/**
	 * Whether the server may send ChangeCipherSpec now: right after ServerHello if it resumes a session, otherwise
	 * after ServerHelloDone; in any case after the ticket that it has announced.
	 */
	get changes(): boolean {
		if (this.promised) return this.ticket !== undefined;
		return this.last === (this.resumed ? HandshakeType.serverHello : HandshakeType.serverHelloDone);
	}

	/**
	 * Checks the messages in an unencrypted record, header included. Returns true if they may be processed, false if
	 * the last is incomplete and continues in the next record. Throws an Error that says what is wrong.
	 */
	accept(record: Uint8Array): boolean {
		const last = this.last;
		const end = record.length;
		let at = HEADER_SIZE;
		this.ticketAt = 0;
		while (at < end) {
			const start = at + 4;
			const next = start + uint16(record, at + 2) + (record[at + 1] << 16);
			if (start > end || next > end) {
				// The whole record will be checked again together with the next one.
				this.last = last;
				this.ticket = undefined;
				return false;
			}
			this.follow(record, record[at], start, next);
			at = next;
		}
		return true;
	}

	/** Checks that the message in record[at, end) may come next. */
	private follow(record: Uint8Array, type: number, at: number, end: number): void {
		const last = this.last;
		if (this.ticket) throw new Error(OUT_OF_ORDER);
		if (type === HandshakeType.newSessionTicket) {
			this.takeTicket(record, at, end);
			return;
		}
		if (last ? last === HandshakeType.serverHello && (this.resumed || type !== HandshakeType.certificate) : type !== 2)
			throw new Error(OUT_OF_ORDER);
		if (type <= last || type > HandshakeType.serverHelloDone) throw new Error(OUT_OF_ORDER);
		// Without ServerKeyExchange, the key would not be signed, so it could be anyone's.
		if (last === HandshakeType.certificate && type !== HandshakeType.serverKeyExchange) throw new Error(OUT_OF_ORDER);
		this.last = type;
		if (type === HandshakeType.serverHello) this.hello(record, at, end);
		if (type === HandshakeType.serverKeyExchange && !isSigned(record, at, end)) throw new Error(MALFORMED);
	}

	/**
	 * ServerHello (section 7.4.1.3): 2 bytes of version, 32 random, the session's identifier, 2 of the cipher suite,
	 * 1 of compression, extensions.
	 */
	private hello(record: Uint8Array, at: number, end: number): void {
		const offered = this.offered;
		const size = record[at + 34];
		const suite = at + 35 + size;
		if (!(suite + 3 <= end && size <= 32)) throw new Error(MALFORMED);
		if (uint16(record, at) !== 0x0303) throw new Error("alert protocol_version");
		if (!SUITES.includes(uint16(record, suite))) throw new Error("handshake with a cipher that was not offered");
		this.resumed = offered !== undefined && size > 0 && size === offered.length;
		for (let i = 0; this.resumed && i < size; i++) this.resumed = record[at + 35 + i] === offered![i];
		// 2 bytes of size, then extensions: 2 bytes of type, 2 of size, data.
		let next = suite + 5;
		if (end > suite + 3 && next + uint16(record, suite + 3) !== end) throw new Error(MALFORMED);
		for (; next < end; next += 4 + uint16(record, next + 2))
			if (uint16(record, next) === SESSION_TICKET) this.promised = true;
		if (next > end && end > suite + 3) throw new Error(MALFORMED);
	}

	/** NewSessionTicket (RFC 5077 section 3.3): 4 bytes of lifetime, 2 of size, the ticket. */
	private takeTicket(record: Uint8Array, at: number, end: number): void {
		const isNext = this.resumed
			? this.last === HandshakeType.serverHello
			: this.answered && this.last === HandshakeType.serverHelloDone;
		if (!isNext || !this.promised) throw new Error(OUT_OF_ORDER);
		if (at + 6 > end || at + 6 + uint16(record, at + 4) !== end) throw new Error(MALFORMED);
		this.ticket = record.slice(at + 6, end);
		this.ticketAt = at - 4;
	}
}

/**
 * Whether ServerKeyExchange (RFC 8422 section 5.4) is signed with one of the offered algorithms. The signature
 * follows 3 bytes that name the curve, 1 byte of size, and the point.
 */
function isSigned(record: Uint8Array, at: number, end: number): boolean {
	at += 4 + record[at + 3];
	const algorithm = record[at + 1];
	const first = at + 4;
	if (first >= end || record[at] !== 4 || first + uint16(record, at + 2) !== end) return false;
	return algorithm === 1 || (algorithm === 3 && hasIntegers(record, first, end));
}

/** Whether the bytes are an ECDSA signature: a SEQUENCE of two INTEGERs (RFC 3279 section 2.2.3), both positive. */
export function hasIntegers(record: Uint8Array, at: number, end: number): boolean {
	if (record[at] !== 0x30 || record[at + 1] !== end - at - 2) return false;
	at += 2;
	for (let i = 0; i < 2; i++) {
		const next = at + 2 + record[at + 1];
		if (record[at] !== 2 || next > end || record[at + 2] > 127) return false;
		let bits = 0;
		for (at += 2; at < next; at++) bits |= record[at];
		if (!bits) return false;
	}
	return at === end;
}

/** Bytes beyond the end count as 0. */
function uint16(bytes: Uint8Array, at: number): number {
	return (bytes[at] << 8) | bytes[at + 1];
}
