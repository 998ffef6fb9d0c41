// The TCP class with TLS between it and the network, over node:tls. Nothing is ready before the handshake is complete.
import { createHash } from "node:crypto";
import type { Socket } from "node:net";
import { checkServerIdentity, connect, type PeerCertificate, type SecureContext } from "node:tls";
import { isAddress, type Secure } from "../../tls-options.js";
import { TCP, type TCPOptions } from "../socket/socket.js";

/** What an app says about TLS, and what Node.js has made of its certificates. */
export interface NodeSecure extends Secure {
	context: SecureContext;
}

interface TLSOptions extends TCPOptions {
	secure: NodeSecure;
}

const DIGEST_SIZE = 32;

/** A TLS socket. */
export class TLSSocket extends TCP {
	private secure!: NodeSecure;
	/** Who the server has to be: a session is good for nobody else. */
	private peer!: Buffer;
	private resuming!: boolean;

	protected override open({ address, host, port, nodelay = true, secure }: TLSOptions): Socket {
		const name = secure.serverName ?? host ?? address;
		this.secure = secure;
		this.peer = createHash("sha256")
			.update(`${secure.verify} ${name} `)
			.update(secure.certificate ?? "")
			.digest();
		const session = this.unwrap(secure.session);
		this.resuming = session !== undefined;
		const protocols = secure.applicationLayerProtocolNegotiation;
		const options = {
			host: address,
			port,
			secureContext: secure.context,
			rejectUnauthorized: secure.verify,
			servername: isAddress(name) ? "" : name,
			// The subject's name does not count: it does not on a device (RFC 6125 section 6.4.4).
			checkServerIdentity: (_: string, certificate: PeerCertificate) =>
				checkServerIdentity(name, { ...certificate, subject: {} as PeerCertificate["subject"] }),
			...(protocols.length && { ALPNProtocols: protocols }),
			...(session && { session }),
		};
		// A session that came with the handshake is told next: before the app can close.
		const socket = connect(options, () => process.nextTick(() => this.writable()));
		socket.setNoDelay(nodelay);
		socket.on("session", (bytes) => this.handOver(Buffer.concat([this.digest(bytes), bytes])));
		return socket;
	}

	private handOver(session: Uint8Array): void {
		if (!this.socket) return;
		this.secure.session = session;
		this.secure.onSession?.(session);
	}

	/** The session in bytes of onSession; undefined if they are damaged, or of another server. */
	private unwrap(bytes: Uint8Array | undefined): Buffer | undefined {
		const session = bytes && Buffer.from(bytes.subarray(DIGEST_SIZE));
		return session && this.digest(session).equals(bytes.subarray(0, DIGEST_SIZE)) ? session : undefined;
	}

	private digest(session: Uint8Array): Buffer {
		return createHash("sha256").update(this.peer).update(session).digest();
	}

	protected override explain(error: NodeJS.ErrnoException | undefined): string {
		if (error?.syscall === "connect") return "connection failed";
		// Not to be tried a second time: it may be what is wrong.
		if (this.resuming && !this.ready && error?.code?.startsWith("ERR_SSL_")) this.secure.session = undefined;
		return explain(error, this.ready);
	}
}

/** What went wrong, in words. */
function explain(error: NodeJS.ErrnoException | undefined, ready: boolean): string {
	const { code = "", syscall, message = "" } = error ?? {};
	const alert = /^ERR_SSL_(?:SSLV3|TLSV1|TLSV13)_(?:ALERT_)?(\w+)$/.exec(code);
	if (alert && message.includes("SSL alert number")) return `alert ${alert[1].toLowerCase()}`;
	if (code === "ERR_TLS_CERT_ALTNAME_INVALID") return "certificate is for another name";
	if (code === "CERT_HAS_EXPIRED" || code === "CERT_NOT_YET_VALID") return "certificate expired or clock not set";
	if (code.startsWith("ERR_SSL_"))
		return ready || code === "ERR_SSL_WRONG_VERSION_NUMBER" ? "malformed record" : "handshake failed";
	// What OpenSSL says of certificates; codes of the system's have no such sign in them, or name a call.
	return code.includes("_") && !syscall ? "certificate not trusted" : "connection lost";
}
