// Set-up. What an app says about TLS, checked: the same on a device, in its simulator and in Node.js.
import { Be, expect, take } from "../src/checks.js";

/** Bytes in DER. The last is what a `Resource` of the Moddable SDK is, as its types have it: bytes that stay in flash. */
export type DER =
	| Uint8Array
	| ArrayBuffer
	| { readonly byteLength: number; slice(begin: number, end?: number): ArrayBuffer };

/** What an app says about TLS, for `tls()` of "mote-mqtt/tls". */
export interface SecureOptions {
	/**
	 * The certificate of the authority that the server's certificate must come from, in DER. It is the only one that is
	 * trusted. Must be given unless `verify` is false: there is no store of authorities.
	 */
	certificate?: DER | undefined;
	/**
	 * Default true. false: the server may be anybody, and so may be who listens and changes what is sent. Unsafe; for tests
	 * only.
	 */
	verify?: boolean | undefined;
	/**
	 * The name that the server's certificate must be for, and that the server is told (SNI, RFC 6066 section 3). Default
	 * `host`. An address must be in the certificate, and is not told.
	 */
	serverName?: string | undefined;
	/** Certificates in DER for a server that asks for one: the client's own, then those that it comes from. */
	clientCertificates?: readonly DER[] | undefined;
	/** The private key to the first of `clientCertificates`: PKCS#8 in DER, not encrypted. */
	clientKey?: DER | undefined;
	/** Protocols to offer, best first (ALPN, RFC 7301); for example "mqtt". */
	applicationLayerProtocolNegotiation?: string | readonly string[] | undefined;
	/** A session to resume, as onSession gave it. One that is damaged, or that the server no longer knows, does no harm. */
	session?: Uint8Array | undefined;
	/**
	 * There is a session that a later connection can resume, which takes a fraction of the time. Connecting again does so by
	 * itself; to do so after deep sleep, keep the bytes. They are secret: who has them can read and fake what is sent.
	 */
	onSession?: ((session: Uint8Array) => void) | undefined;
}

/** SecureOptions as sockets have them: complete, theirs, and `session` always the newest. */
export interface Secure {
	certificate: Uint8Array | undefined;
	verify: boolean;
	serverName: string | undefined;
	clientCertificates: Uint8Array[];
	clientKey: Uint8Array | undefined;
	applicationLayerProtocolNegotiation: string[];
	session: Uint8Array | undefined;
	onSession: ((session: Uint8Array) => void) | undefined;
}

const NAMES = Object.freeze({
	certificate: Be.Other,
	verify: Be.Boolean,
	serverName: Be.Other,
	clientCertificates: Be.Other,
	clientKey: Be.Other,
	applicationLayerProtocolNegotiation: Be.Other,
	session: Be.Other,
	onSession: Be.Function,
} satisfies Record<keyof SecureOptions, Be>);

/** Checks the options. Throws a TypeError that names the one that is wrong. */
export function takeSecure(options: SecureOptions): Secure {
	take({}, options, NAMES, "tls.");
	const { verify = true, serverName, clientCertificates = [], onSession, session } = options;
	const { applicationLayerProtocolNegotiation: protocols = [] } = options;
	const certificate = takeDER("tls.certificate", options.certificate);
	expect(certificate || !verify, "tls.certificate", "the authority's certificate, as there is no store of them");
	expect(
		serverName === undefined || (typeof serverName === "string" && serverName),
		"tls.serverName",
		"a name or an address",
	);
	expect(Array.isArray(clientCertificates), "tls.clientCertificates", "an array");
	const clientKey = takeDER("tls.clientKey", options.clientKey);
	expect(clientKey || !clientCertificates.length, "tls.clientKey", "the key to clientCertificates");
	expect(!clientKey || clientCertificates.length, "tls.clientCertificates", "the certificate for clientKey");
	const offered: string[] = Array.isArray(protocols) ? protocols.slice() : [protocols];
	expect(
		offered.every((name) => typeof name === "string" && name.length > 0 && name.length < 256),
		"tls.applicationLayerProtocolNegotiation",
		"names of 1 to 255 ASCII characters",
	);
	expect(session === undefined || session instanceof Uint8Array, "tls.session", "a Uint8Array of onSession");
	return {
		certificate,
		verify,
		serverName,
		clientCertificates: clientCertificates.map((bytes) => takeDER("tls.clientCertificates", bytes)!),
		clientKey,
		applicationLayerProtocolNegotiation: offered,
		session,
		onSession,
	};
}

/** Whether `host` is an address, which is not a name to be told to the server. */
export function isAddress(host: string): boolean {
	return Number(host.split(".").join("")) >= 0 || host.includes(":");
}

/** Bytes that begin as DER does: with a SEQUENCE. PEM does not. A Resource of the SDK stays in flash. */
function takeDER(option: string, bytes: DER | undefined): Uint8Array | undefined {
	if (bytes === undefined) return;
	const view =
		bytes instanceof Uint8Array ? bytes : bytes?.byteLength ? new Uint8Array(bytes as ArrayBuffer) : undefined;
	expect(view?.[0] === 0x30, option, "DER, not PEM: a Uint8Array or an ArrayBuffer");
	return view;
}
