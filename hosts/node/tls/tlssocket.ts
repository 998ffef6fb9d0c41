// The TCP class with TLS between it and the network, over node:tls. Nothing is ready before the handshake is complete and the server trusted.
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
	/** What Node.js has made of its certificates. */
	context: SecureContext;
}

const DIGEST_SIZE = 32;

/** A TLS socket. */
export class TLSSocket extends TCP {
	private secure!: Secure;
	/** Who the server has to be: a session is good for nobody else. */
	private peer!: Buffer;
	private name!: string;
	private resuming!: boolean;
	/** The server is the one that is wanted. */
	private trusted!: boolean;
	/** A session that came before that was known. */
	private early: Buffer | undefined;
	/** What is wrong with the server's certificate. */
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
			// Node.js looks at certificates when the handshake is complete, and so do we.
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

	/** The handshake is complete. Nothing has been sent of the app's. */
	private secured(socket: Stream): void {
		// A session is bound to whom it was agreed with, once that was trusted.
		if (this.secure.verify && !socket.isSessionReused()) this.fault = faultOf(socket, this.secure, this.name);
		if (this.fault) {
			socket.destroy(new Error(this.fault));
			return;
		}
		this.trusted = true;
		if (this.early) this.handOver(this.early);
		// A session that came with the handshake is told first: before the app can close.
		process.nextTick(() => this.writable());
	}

	/** There is a session to be resumed. */
	private handOver(session: Buffer): void {
		if (!this.socket) return;
		const kept = withoutCertificate(session);
		const bytes = Uint8Array.from(Buffer.concat([this.digest(kept), kept]));
		this.secure.session = bytes;
		this.secure.onSession?.(bytes);
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
		if (this.fault) return this.fault;
		if (error?.syscall === "connect") return "connection failed";
		// Not to be tried a second time: it may be what is wrong.
		if (this.resuming && !this.ready && error?.code?.startsWith("ERR_SSL_")) this.secure.session = undefined;
		return explain(error, this.ready);
	}
}

/** What went wrong, in words. */
function explain(error: NodeJS.ErrnoException | undefined, ready: boolean): string {
	const { code = "", message = "" } = error ?? {};
	const alert = /^ERR_SSL_(?:SSLV3|TLSV1|TLSV13)_(?:ALERT_)?(\w+)$/.exec(code);
	if (alert && message.includes("SSL alert number")) return `alert ${alert[1].toLowerCase()}`;
	if (!code.startsWith("ERR_SSL_")) return "connection lost";
	return ready || code === "ERR_SSL_WRONG_VERSION_NUMBER" ? "malformed record" : "handshake failed";
}
