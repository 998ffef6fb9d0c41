// The TCP class over node:tls. onWritable is first called when the handshake is complete and the server is trusted.
import { createHash } from "node:crypto";
import type { Socket } from "node:net";
import { connect, type SecureContext, type TLSSocket as Stream } from "node:tls";
import { isAddress } from "../../certificates/server-name.js";
import type { Secure } from "../../tls-options.js";
import { TCP, type TCPOptions } from "../socket/socket.js";
import { faultOf } from "./certificates.js";
import { withoutCertificate } from "./session-bytes.js";

interface TLSOptions extends TCPOptions {
	secure: Secure;
	/** Node.js's form of the certificates and keys. */
	context: SecureContext;
}

const DIGEST_SIZE = 32;

/** A TLS socket. */
export class TLSSocket extends TCP {
	private secure!: Secure;
	/** A hash of the server's name and the trusted authorities. A session is resumed only if both are the same. */
	private peer!: Buffer;
	private name!: string;
	private resuming!: boolean;
	/** The server's certificate was accepted, or the session was resumed. */
	private trusted!: boolean;
	/** A session that arrived before the server was trusted. */
	private early: Buffer | undefined;
	/** Why the server's certificate was refused. */
	private fault: string | undefined;

	protected override open({ address, host, port, nodelay = true, secure, context }: TLSOptions): Socket {
		const name = secure.serverName ?? host ?? address;
		this.secure = secure;
		this.name = name;
		this.trusted = false;
		const digest = createHash("sha256").update(`${secure.verify} ${name} `);
		for (const each of secure.certificates) digest.update(each);
		this.peer = digest.digest();
		const session = this.unwrap(secure.session);
		this.resuming = session !== undefined;
		const protocols = secure.applicationLayerProtocolNegotiation;
		const options = {
			host: address,
			port,
			secureContext: context,
			// The certificates are checked when the handshake is complete, by hosts/certificates instead of Node.js.
			rejectUnauthorized: false,
			checkServerIdentity: () => undefined,
			servername: isAddress(name) ? "" : name,
			...(protocols.length && { ALPNProtocols: [...protocols] }),
			...(session && { session }),
		};
		const socket = connect(options, () => this.secured(socket));
		socket.setNoDelay(nodelay);
		socket.on("session", (bytes) => {
			if (this.trusted) this.handOver(bytes);
			else this.early = bytes;
		});
		return socket;
	}

	/** The handshake is complete. No byte of the app has been sent yet. */
	private secured(socket: Stream): void {
		// A resumed session is bound to the server that was trusted when it was established.
		if (this.secure.verify && !socket.isSessionReused()) this.fault = faultOf(socket, this.secure, this.name);
		if (this.fault) {
			socket.destroy(new Error(this.fault));
			return;
		}
		this.trusted = true;
		if (this.early) this.handOver(this.early);
		// A tick later, so that a session that came with the handshake is reported before the app can close the
		// socket.
		process.nextTick(() => this.writable());
	}

	/** Passes a new session to the app. */
	private handOver(session: Buffer): void {
		if (!this.socket) return;
		const kept = withoutCertificate(session);
		const bytes = Uint8Array.from(Buffer.concat([this.digest(kept), kept]));
		this.secure.session = bytes;
		this.secure.onSession?.(bytes);
	}

	/** The session inside bytes from onSession; undefined if they are damaged or for another server. */
	private unwrap(bytes: Uint8Array | undefined): Buffer | undefined {
		const session = bytes && Buffer.from(bytes.subarray(DIGEST_SIZE));
		return session && this.digest(session).equals(bytes.subarray(0, DIGEST_SIZE)) ? session : undefined;
	}

	private digest(session: Uint8Array): Buffer {
		return createHash("sha256").update(this.peer).update(session).digest();
	}

	protected override explain(error: NodeJS.ErrnoException | undefined): string {
		if (this.fault) return this.fault;
		if (error?.syscall === "connect") return "connection failed";
		// The session may be the cause, so the next connection does not offer it.
		if (this.resuming && !this.ready && error?.code?.startsWith("ERR_SSL_")) this.secure.session = undefined;
		return explain(error, this.ready);
	}
}

/** The reason of a failure, in words. */
function explain(error: NodeJS.ErrnoException | undefined, ready: boolean): string {
	const { code = "", message = "" } = error ?? {};
	const alert = /^ERR_SSL_(?:SSLV3|TLSV1|TLSV13)_(?:ALERT_)?(\w+)$/.exec(code);
	if (alert && message.includes("SSL alert number")) return `alert ${alert[1].toLowerCase()}`;
	if (!code.startsWith("ERR_SSL_")) return "connection lost";
	return ready || code === "ERR_SSL_WRONG_VERSION_NUMBER" ? "malformed record" : "handshake failed";
}
