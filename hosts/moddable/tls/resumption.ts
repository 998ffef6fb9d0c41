// Set-up. A TLS session that can be resumed (RFC 5246 section 7.3), as bytes that an app may keep. For a session of ssl/session it
// takes the place of the SDK's cache, whose methods it has, and which would be one for all connections.
import type { Secure } from "../../tls-options.js";

/** Byte 0: what kind of session; from 1: checksum, length of the identifier, identifier, master secret; then the name. */
const CHECKSUM = 1;
const LENGTH = 5;
const IDENTIFIER = 6;
const SECRET_SIZE = 48;

/** What one connection resumes, or leaves to be resumed. */
export class Resumption {
	private readonly secure: Secure;
	private readonly name: string;

	constructor(secure: Secure, name: string) {
		this.secure = secure;
		this.name = name;
	}

	/** The identifier of the session to resume, if there is one: whole, and for this server. */
	identifier(): Uint8Array | undefined {
		const { secure, name } = this;
		const { session } = secure;
		if (!session || session.length < IDENTIFIER) return;
		const end = session.length - name.length;
		if (session[0] !== kind(secure) || end !== IDENTIFIER + session[LENGTH] + SECRET_SIZE) return;
		if (uint32(session, CHECKSUM) !== checksum(session, secure.certificates)) return;
		for (let i = 0; i < name.length; i++) if (session[end + i] !== name.charCodeAt(i)) return;
		return session.slice(IDENTIFIER, end - SECRET_SIZE);
	}

	/** For ssl/session: what to offer. */
	getByHost(): { id: ArrayBuffer; secret: Uint8Array } | undefined {
		const id = this.identifier();
		const start = IDENTIFIER + (id?.length ?? 0);
		return id && { id: id.buffer as ArrayBuffer, secret: this.secure.session!.slice(start, start + SECRET_SIZE) };
	}

	/** For ssl/session: the handshake is complete, and the session can be resumed. */
	saveSession(_name: string, id: ArrayBuffer, secret: Uint8Array): void {
		const { name } = this;
		const end = IDENTIFIER + id.byteLength + SECRET_SIZE;
		const bytes = new Uint8Array(end + name.length);
		bytes[0] = kind(this.secure);
		bytes[LENGTH] = id.byteLength;
		bytes.set(new Uint8Array(id), IDENTIFIER);
		bytes.set(secret, end - SECRET_SIZE);
		for (let i = 0; i < name.length; i++) bytes[end + i] = name.charCodeAt(i);
		new DataView(bytes.buffer).setUint32(CHECKSUM, checksum(bytes, this.secure.certificates));
		this.secure.session = bytes;
	}

	/** For ssl/session: the server does not know the session any more. It has been replaced already, if there is another. */
	deleteSessionID(): void {}
}

/** A session with a server that was not verified is nothing to one that must be. */
function kind(secure: Secure): number {
	return secure.verify ? 2 : 1;
}

/**
 * FNV-1a of all that is behind the checksum, and of the authorities' certificates: so that neither damaged bytes are tried, nor a session
 * with a server that another authority was to vouch for.
 */
function checksum(bytes: Uint8Array, authorities: readonly Uint8Array[]): number {
	let hash = 0x811c9dc5;
	for (let i = LENGTH; i < bytes.length; i++) hash = Math.imul(hash ^ bytes[i], 0x01000193);
	for (const each of authorities) for (let i = 0; i < each.length; i++) hash = Math.imul(hash ^ each[i], 0x01000193);
	return hash >>> 0;
}

function uint32(bytes: Uint8Array, at: number): number {
	return new DataView(bytes.buffer, bytes.byteOffset).getUint32(at);
}
