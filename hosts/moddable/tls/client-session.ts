// Set-up. Extends the SDK's ssl/session: offers only strong ciphers, and supports session tickets (RFC 5077) and
// clients with a P-256 key.
import handshakeProtocol from "ssl/handshake";
import Session from "ssl/session";
import Stream from "ssl/stream";
import { sign } from "./ecdsa-signature.js";
import { HandshakeType, HEADER_SIZE, SESSION_TICKET, SUITES } from "./handshake.js";

const PROTOCOL_VERSION = 0x0303;
/**
 * In the form that ssl/handshake expects. The last is TLS_EMPTY_RENEGOTIATION_INFO_SCSV, which protects against
 * renegotiation attacks (RFC 5746 section 3.3).
 */
const OFFERED = Object.freeze([
	{ value: [SUITES[0] >> 8, SUITES[0] & 0xff] },
	{ value: [SUITES[1] >> 8, SUITES[1] & 0xff] },
	{ value: [0x00, 0xff] },
]);
const NO_COMPRESSION = Object.freeze([0]);
/** ECDSA with SHA-256 (RFC 5246 section 7.4.1.4.1). */
const SHA256_ECDSA = 0x0403;

/** A session of TLS 1.2. */
export class ClientSession extends Session {
	private readonly secret: Uint8Array | undefined;

	/** @param secret the client's private key, if it is P-256. */
	constructor(name: string | undefined, protocols: readonly string[], secret: Uint8Array | undefined) {
		super({
			protocolVersion: PROTOCOL_VERSION,
			cache: false,
			...(name !== undefined && { serverName: name }),
			...(protocols.length > 0 && { applicationLayerProtocolNegotiation: protocols }),
		});
		this.secret = secret;
	}

	/** Called by ssl/session to send a message. */
	override doProtocol(
		socket: { write(packet: Uint8Array): void },
		protocol: object,
		first?: unknown,
		second?: unknown,
	): void {
		if (protocol === handshakeProtocol.certificateVerify && this.secret)
			socket.write(this.certificateVerify(this.secret));
		// A tail call, which takes no stack.
		else return super.doProtocol(socket, protocol, first, second);
	}

	/** Adds the server's NewSessionTicket, which ssl/session does not know, to the digest of the handshake. */
	digestTicket(message: Uint8Array): void {
		this.handshakeDigests!.SHA256.write(message);
	}

	/**
	 * Returns ClientHello in a record. ssl/handshake builds it, and this function appends the SessionTicket
	 * extension. It replaces the first step of ssl/session. @param ticket to offer; empty to request one.
	 */
	clientHello(ticket: Uint8Array, identifier: ArrayBuffer | undefined, secret: Uint8Array | undefined): Uint8Array {
		this.initiateHandshake();
		this.handshakeProcess = -1;
		this.clientSessionID = identifier;
		this.masterSecret = secret;
		const record = handshakeProtocol.helloProtocol.packetize(this, OFFERED, NO_COMPRESSION, HandshakeType.clientHello);
		// Before the extensions: 4 bytes of type and size, 2 of version, 32 random; then identifier, suites and
		// compression, each after its size.
		let at = HEADER_SIZE + 4 + 34;
		at += 1 + record[at];
		at += 2 + uint16(record, at);
		at += 1 + record[at];
		const size = 4 + ticket.length;
		const hello = new Uint8Array(record.length + size);
		hello.set(record);
		hello.set(ticket, hello.length - ticket.length);
		setUint16(hello, record.length, SESSION_TICKET);
		setUint16(hello, record.length + 2, ticket.length);
		setUint16(hello, at, uint16(record, at) + size);
		setUint16(hello, 3, hello.length - HEADER_SIZE);
		// The size has three bytes, of which the first is 0.
		setUint16(hello, HEADER_SIZE + 2, hello.length - HEADER_SIZE - 4);
		// These bytes are digested once the server has chosen a hash.
		const messages = new Stream();
		messages.writeChunk(hello.subarray(HEADER_SIZE));
		this.handshakeMessages = messages;
		return hello;
	}

	/** Returns CertificateVerify (RFC 5246 section 7.4.8) in a record. */
	private certificateVerify(secret: Uint8Array): Uint8Array {
		const digest = new Uint8Array(handshakeProtocol.certificateVerify.calculateDigest(this));
		const signature = sign(digest, secret);
		const message = new Stream();
		message.writeChars(SHA256_ECDSA, 2);
		message.writeChars(signature.length, 2);
		message.writeChunk(signature);
		return handshakeProtocol.packetize(this, HandshakeType.certificateVerify, message);
	}
}

function uint16(bytes: Uint8Array, at: number): number {
	return (bytes[at] << 8) | bytes[at + 1];
}

function setUint16(bytes: Uint8Array, at: number, value: number): void {
	bytes[at] = value >> 8;
	bytes[at + 1] = value;
}
