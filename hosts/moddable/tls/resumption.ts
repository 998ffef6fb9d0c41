// Set-up. A resumable TLS session as bytes that an app can store. It is resumed by the server's identifier (RFC 5246
// section 7.3) or by a ticket (RFC 5077), with which the server need not store anything.
import type { Secure } from "../../tls-options.js";

/**
 * Layout: byte 0 kind of session; then checksum (4 bytes), ticket flag (1), size (2), ticket or identifier, master
 * secret, server's name.
 */
const CHECKSUM = 1;
const IS_TICKET = 5;
const SIZE = 6;
const START = 8;
const SECRET_SIZE = 48;
/** The longest identifier that TLS allows. */
const LONGEST_IDENTIFIER = 32;
/**
 * In bytes. A longer ticket is not kept. OpenSSL's tickets have 160 to 250, plus the client's certificate if it sent
 * one.
 */
const LONGEST_TICKET = 1_536;

const NOTHING = new Uint8Array(0);

/** The session that a connection offers to resume, and then the one that can be resumed next. */
export class Resumption {
	private readonly secure: Secure;
	private readonly name: string;
	/**
	 * What to offer: a ticket (empty if there is none), an identifier, and the master secret. The last two are
	 * undefined if there is no valid session for this server.
	 */
	readonly ticket: Uint8Array;
	readonly identifier: Uint8Array | undefined;
	readonly secret: Uint8Array | undefined;

	constructor(secure: Secure, name: string) {
		this.secure = secure;
		this.name = name;
		this.ticket = NOTHING;
		this.identifier = this.secret = undefined;
		const { session } = secure;
		if (!session || !isFor(session, secure, name)) return;
		const end = session.length - name.length;
		const bytes = session.slice(START, end - SECRET_SIZE);
		if (session[IS_TICKET]) this.ticket = bytes;
		// With a ticket, the client chooses an identifier. The server repeats it if it accepts the ticket (RFC 5077
		// section 3.4).
		this.identifier = bytes.slice(0, LONGEST_IDENTIFIER);
		this.secret = session.slice(end - SECRET_SIZE, end);
	}

	/** Stores the session of a complete handshake in `secure.session`. Returns false if the ticket is too long. */
	keep(bytes: Uint8Array, isTicket: boolean, secret: Uint8Array): boolean {
		const { name, secure } = this;
		const size = bytes.length;
		if (size > LONGEST_TICKET) return false;
		const end = START + size + SECRET_SIZE;
		const session = new Uint8Array(end + name.length);
		session[0] = kind(secure);
		session[IS_TICKET] = isTicket ? 1 : 0;
		session[SIZE] = size >> 8;
		session[SIZE + 1] = size;
		session.set(bytes, START);
		session.set(secret, end - SECRET_SIZE);
		for (let i = 0; i < name.length; i++) session[end + i] = name.charCodeAt(i);
		new DataView(session.buffer).setUint32(CHECKSUM, checksum(session, secure.certificates));
		secure.session = session;
		return true;
	}
}

/** Whether the session is undamaged, for the server of this name, and agreed with the same authorities. */
function isFor(session: Uint8Array, secure: Secure, name: string): boolean {
	const end = session.length - name.length;
	const size = (session[SIZE] << 8) | session[SIZE + 1];
	if (session[0] !== kind(secure) || size === 0 || end !== START + size + SECRET_SIZE) return false;
	for (let i = 0; i < name.length; i++) if (session[end + i] !== name.charCodeAt(i)) return false;
	const sum = new DataView(session.buffer, session.byteOffset).getUint32(CHECKSUM);
	return sum === checksum(session, secure.certificates);
}

/**
 * The first byte depends on `verify`, so that a session with an unverified server is not used where the server must
 * be verified.
 */
function kind(secure: Secure): number {
	return secure.verify ? 4 : 3;
}

/**
 * FNV-1a of everything after the checksum and of the authorities' certificates. It rejects damaged sessions and
 * sessions that were agreed with other authorities.
 */
function checksum(bytes: Uint8Array, authorities: readonly Uint8Array[]): number {
	let hash = digest(0x811c9dc5, bytes, IS_TICKET);
	for (let i = 0; i < authorities.length; i++) hash = digest(hash, authorities[i], 0);
	return hash >>> 0;
}

function digest(hash: number, bytes: Uint8Array, start: number): number {
	for (let i = start; i < bytes.length; i++) hash = Math.imul(hash ^ bytes[i], 0x01000193);
	return hash;
}
