// Set-up. A TLS session that can be resumed, as bytes that an app may keep: by the server's identifier (RFC 5246 section 7.3) or by its ticket (RFC
// 5077), which servers accept that remember nothing.
import type { Secure } from "../../tls-options.js";

/** Byte 0: what kind of session; from 1: checksum, whether it is a ticket, size (2 bytes), ticket or identifier, master secret; then the name. */
const CHECKSUM = 1;
const IS_TICKET = 5;
const SIZE = 6;
const START = 8;
const SECRET_SIZE = 48;
/** An identifier has no more bytes. */
const LONGEST_IDENTIFIER = 32;
/** In bytes; a longer ticket is not kept. One of OpenSSL has 160 to 250, and the client's certificate if it was shown. */
const LONGEST_TICKET = 1_536;

const NOTHING = new Uint8Array(0);

/** What one connection resumes, or leaves to be resumed. */
export class Resumption {
	private readonly secure: Secure;
	private readonly name: string;
	/** To be offered: a ticket, empty if there is none; an identifier; the master secret. Undefined if no session is whole, and for this server. */
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
		// With a ticket, the client chooses the identifier that tells it whether the server has taken it (RFC 5077 section 3.4).
		this.identifier = bytes.slice(0, LONGEST_IDENTIFIER);
		this.secret = session.slice(end - SECRET_SIZE, end);
	}

	/** The handshake is complete, and its session can be resumed by this ticket or identifier. False if it is too long to be kept. */
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

/** Whether a session is whole, and was agreed with the server of this name, which had to be vouched for by the same. */
function isFor(session: Uint8Array, secure: Secure, name: string): boolean {
	const end = session.length - name.length;
	const size = (session[SIZE] << 8) | session[SIZE + 1];
	if (session[0] !== kind(secure) || size === 0 || end !== START + size + SECRET_SIZE) return false;
	for (let i = 0; i < name.length; i++) if (session[end + i] !== name.charCodeAt(i)) return false;
	const sum = new DataView(session.buffer, session.byteOffset).getUint32(CHECKSUM);
	return sum === checksum(session, secure.certificates);
}

/** A session with a server that was not verified is nothing to one that must be. */
function kind(secure: Secure): number {
	return secure.verify ? 4 : 3;
}

/**
 * FNV-1a of all that is behind the checksum, and of the authorities' certificates: so that neither damaged bytes are tried, nor a session
 * with a server that another authority was to vouch for.
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
