// Types of the SDK's modules, as far as Mote uses them.
declare module "embedded:io/socket/tcp" {
	const TCP: new (options: import("mote-mqtt").SocketOptions) => import("mote-mqtt").StandardSocket;
	export default TCP;
}
declare module "embedded:io/socket/udp" {
	export default class UDP {
		constructor(options: object);
		readonly target: object;
		read(): ArrayBuffer;
	}
}
declare module "embedded:network/dns/resolver/udp" {
	/** The interface of ECMA-419. */
	type Standard = import("mote-mqtt").Resolver;
	export default class Resolver {
		constructor(options: object);
		resolve(options: Parameters<Standard["resolve"]>[0]): void;
		close(): void;
	}
}
declare module "net" {
	/** "DNS": the addresses of the name servers that the network has announced; undefined in the SDK's simulator. */
	const Net: { get(name: "DNS"): string[] | undefined };
	export default Net;
}
declare module "timer" {
	const Timer: import("mote-mqtt").Timers & { set(callback: () => void, milliseconds: number): unknown };
	export default Timer;
}
declare module "time" {
	const Time: import("mote-mqtt").Clock;
	export default Time;
}

// For TLS.
interface BigIntConstructor {
	/** XS only: big-endian. */
	fromArrayBuffer(bytes: ArrayBufferLike): bigint;
}
interface ArrayBufferConstructor {
	/** XS only: big-endian, without leading zeros. */
	fromBigInt(number: bigint): ArrayBuffer;
}
declare module "ssl/session" {
	type Alert = { level: number; description: number };
	interface CertificateManager {
		verify(chain: Uint8Array[], options: object): boolean;
		register(certificate: ArrayBuffer): void;
		getKey(certificate: unknown): object;
		findPreferredCert(types: number[], names: ArrayBuffer[]): readonly Uint8Array[];
	}
	interface Socket {
		writable: number;
		write(packet: Uint8Array): void;
	}
	export default class Session {
		constructor(options: object);
		options: object;
		certificateManager: CertificateManager;
		alert: Alert | undefined;
		applicationData: Uint8Array | undefined;
		/** Type of the last handshake message. */
		handshakeProcess: number;
		/** The messages until the server has chosen a hash, then their digest. */
		handshakeMessages: object | undefined;
		handshakeDigests: { readonly SHA256: { write(bytes: Uint8Array): void } } | undefined;
		clientSessionID: ArrayBuffer | undefined;
		serverSessionID: ArrayBuffer | undefined;
		masterSecret: Uint8Array | undefined;
		clientRandom: ArrayBuffer | undefined;
		serverRandom: ArrayBuffer | undefined;
		dhparams: object | undefined;
		/** Null until the server's ChangeCipherSpec. */
		serverCipher: object | null;
		initiateHandshake(): void;
		/** Sends the messages that are due. Returns true once the handshake is complete. */
		handshake(socket: Socket): boolean;
		/** Sends a handshake message; the part of ssl/handshake puts it into a record. */
		doProtocol(socket: object, protocol: object, first: unknown, second: unknown): void;
	}
}
declare module "ssl/handshake" {
	type Session = import("ssl/session").default;
	type Stream = import("ssl/stream").default;
	const handshakeProtocol: {
		readonly clientHello: object;
		readonly certificateVerify: { calculateDigest(session: Session): ArrayBuffer };
		readonly helloProtocol: {
			packetize(
				session: Session,
				suites: readonly { readonly value: readonly number[] }[],
				compressions: readonly number[],
				type: number,
			): Uint8Array;
		};
		/** Puts a message into a record and adds it to the handshake's digest. */
		packetize(session: Session, type: number, message: Stream): Uint8Array;
	};
	export default handshakeProtocol;
}
declare module "ssl/stream" {
	export default class Stream {
		writeChars(value: number, size: number): void;
		writeChunk(bytes: Uint8Array): void;
	}
}
declare module "ssl/record" {
	type Session = import("ssl/session").default;
	/** Decodes and encodes records, header included. */
	const recordProtocol: {
		unpacketize(session: Session, record: Uint8Array): void;
		packetize(session: Session, type: number, data: ArrayBuffer | ArrayBufferView): Uint8Array;
	};
	export default recordProtocol;
}
declare module "x509" {
	/** An RSA or elliptic-curve key. */
	export interface PublicKey {
		modulus?: bigint;
		exponent?: bigint;
		curve?: { readonly orderSize: number };
		pub?: object;
	}
	const X509: { decodeSPKI(certificate: ArrayBuffer | Uint8Array): PublicKey };
	export default X509;
}
declare module "crypt" {
	export class Digest {
		constructor(hash: "SHA256" | "SHA384" | "SHA512");
		process(bytes: Uint8Array): ArrayBuffer;
	}
}
declare module "rsa" {
	export default class RSA {
		constructor(exponent: bigint, modulus: bigint);
		/** In bytes. */
		readonly modulusSize: number;
		/** The number to the power of the exponent. */
		process(number: bigint): bigint;
	}
}
declare module "ecdsa" {
	export default class ECDSA {
		constructor(key: unknown, curve: object);
		/** The random number of one signature, never to be used twice. Drawn if it is left out. */
		k?: bigint;
		verify(digest: ArrayBuffer, signature: Uint8Array, isDER: boolean): boolean;
		/** Two numbers of the curve's size, or DER. */
		sign(digest: ArrayBuffer, isDER: boolean): ArrayBuffer;
	}
}
declare module "curve" {
	export default class Curve {
		constructor(name: "secp256r1");
		readonly n: bigint;
	}
}
declare module "hmac" {
	export default class HMAC {
		constructor(digest: object, key: Uint8Array);
		process(...parts: Uint8Array[]): ArrayBuffer;
	}
}
declare module "pkcs8" {
	/** Supports RSA only. */
	const PKCS8: { parse(key: Uint8Array): object };
	export default PKCS8;
}
