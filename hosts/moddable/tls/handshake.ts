// Set-up. The order of a TLS 1.2 handshake, as a client must hold the server to it (RFC 5246 section 7.3). It is judged before a
// message is acted upon, as nothing in an unprotected record can be trusted until both Finished have come.

/** Types of records (RFC 5246 section 6.2.1). */
export const enum RecordType {
	changeCipherSpec = 20,
	alert = 21,
	handshake = 22,
	applicationData = 23,
}

/** Types of handshake messages (section 7.4), those of a server in ascending order. */
export const enum HandshakeType {
	helloRequest = 0,
	serverHello = 2,
	certificate = 11,
	serverKeyExchange = 12,
	certificateRequest = 13,
	serverHelloDone = 14,
	finished = 20,
}

/** Of a record: 1 byte of type, 2 of version, 2 of length. */
export const HEADER_SIZE = 5;

const OUT_OF_ORDER = "handshake out of order";
const MALFORMED = "malformed handshake";

/** One handshake. */
export class Handshake {
	/** Type of the last message. */
	last: number;
	/** The server takes up the session that was offered. */
	resumed: boolean;
	/** The session that we offer. */
	private readonly offered: Uint8Array | undefined;
	/** The cipher suite that the server has chosen. */
	private suite: number;

	constructor(offered: Uint8Array | undefined) {
		this.offered = offered;
		this.resumed = false;
		this.last = this.suite = 0;
	}

	/** Whether the server may change its cipher now: at once to that of the session it resumes, or when it has said all. */
	get changes(): boolean {
		return this.last === (this.resumed ? HandshakeType.serverHello : HandshakeType.serverHelloDone);
	}

	/**
	 * Judges the messages in an unprotected record, all of it, header included. True if they may be acted upon; false if the
	 * last is not complete: what follows belongs to it. Throws an Error, whose message says what is wrong.
	 */
	accept(record: Uint8Array): boolean {
		const last = this.last;
		const end = record.length;
		let at = HEADER_SIZE;
		while (at < end) {
			const start = at + 4;
			const next = start + uint16(record, at + 2) + (record[at + 1] << 16);
			if (start > end || next > end) {
				// Judged again as a whole.
				this.last = last;
				return false;
			}
			this.follow(record, record[at], start, next);
			at = next;
		}
		return true;
	}

	/** The message of `type` that lies from `at` to `end` is next. */
	private follow(record: Uint8Array, type: number, at: number, end: number): void {
		const last = this.last;
		if (last ? last === HandshakeType.serverHello && (this.resumed || type !== HandshakeType.certificate) : type !== 2)
			throw new Error(OUT_OF_ORDER);
		if (type <= last || type > HandshakeType.serverHelloDone) throw new Error(OUT_OF_ORDER);
		this.last = type;
		if (type === HandshakeType.serverHello) this.hello(record, at, end);
		if (type === HandshakeType.serverKeyExchange && !this.signed(record, at, end)) throw new Error(MALFORMED);
		// Without it, the keys would be those of nobody in particular.
		if (type > HandshakeType.serverKeyExchange && last === HandshakeType.certificate && isEphemeral(this.suite))
			throw new Error(OUT_OF_ORDER);
	}

	/** ServerHello (section 7.4.1.3): 2 bytes of version, 32 random ones, the session's identifier, 2 of the cipher suite. */
	private hello(record: Uint8Array, at: number, end: number): void {
		const offered = this.offered;
		const size = record[at + 34];
		const suite = at + 35 + size;
		if (!(suite + 3 <= end && size <= 32)) throw new Error(MALFORMED);
		if (uint16(record, at) !== 0x0303) throw new Error("alert protocol_version");
		this.suite = uint16(record, suite);
		this.resumed = offered !== undefined && size > 0 && size === offered.length;
		for (let i = 0; this.resumed && i < size; i++) this.resumed = record[at + 35 + i] === offered![i];
	}

	/**
	 * ServerKeyExchange (section 7.4.3, RFC 8422 section 5.4): parameters, then a signature over them by one of the algorithms
	 * that we offer.
	 */
	private signed(record: Uint8Array, at: number, end: number): boolean {
		if (!isEphemeral(this.suite)) return false;
		if (this.suite >> 8 === 0xc0) at += 4 + record[at + 3];
		else for (let i = 0; i < 3; i++) at += 2 + uint16(record, at);
		const algorithm = record[at + 1];
		const first = at + 4;
		if (first >= end || record[at] !== 4 || first + uint16(record, at + 2) !== end) return false;
		return algorithm === 1 || (algorithm === 3 && hasIntegers(record, first, end));
	}
}

/** The suites whose key exchange is ephemeral, signed by the server: DHE_RSA, and ECDHE (all of them have 0xC0). */
function isEphemeral(suite: number): boolean {
	return suite >> 8 === 0xc0 || suite === 0x67 || suite === 0x6b || suite === 0x9e || suite === 0x9f;
}

/** An ECDSA signature, a SEQUENCE of two INTEGERs (RFC 3279 section 2.2.3), of which none is 0 or negative. */
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

/** What is beyond the end counts as 0. */
function uint16(bytes: Uint8Array, at: number): number {
	return (bytes[at] << 8) | bytes[at + 1];
}
