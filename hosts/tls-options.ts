// Set-up. Checks the TLS options. Devices, the simulator and Node.js share this code.
import { Be, expect, take, wrong } from "../src/client/checks.js";
import { Certificate } from "./certificates/certificate.js";
import { expectTrusted, type IsSignedBy } from "./certificates/chain.js";
import { isSame } from "./certificates/der.js";
import { type PrivateKey, privateKeyOf } from "./certificates/private-key.js";
import { KeyKind } from "./certificates/public-key.js";
import { isAddress, isServerName } from "./certificates/server-name.js";

/** Bytes in DER. The last type is a `Resource` of the Moddable SDK, whose bytes stay in flash. */
export type DER =
	| Uint8Array
	| ArrayBuffer
	| { readonly byteLength: number; slice(begin: number, end?: number): ArrayBuffer };

/** The options of `tls()` from "mote-mqtt/tls". */
export interface SecureOptions {
	/**
	 * The certificate of the authority that signed the server's certificate, in DER; or a list of authorities, any of
	 * which may have signed it, so that a fleet can move from one to another. A server's own certificate is trusted
	 * for that server only. No other authority is trusted: there is no built-in store. Required unless `verify` is
	 * false.
	 */
	certificate?: DER | readonly DER[] | undefined;
	/**
	 * Default true. If false, the server's certificate is not checked: anyone on the path can pose as the server, and
	 * read and alter the traffic. Unsafe; for tests only.
	 */
	verify?: boolean | undefined;
	/**
	 * The name that the server's certificate must be for, and that is sent to the server (SNI, RFC 6066 section 3).
	 * Default `host`. An address must be in the certificate; it is not sent.
	 */
	serverName?: string | undefined;
	/**
	 * Certificates in DER for a server that asks for one: the client's own (RSA or P-256) first, then those of the
	 * authorities that signed it.
	 */
	clientCertificates?: readonly DER[] | undefined;
	/** The private key of the first of `clientCertificates`: PKCS#8 in DER, not encrypted. */
	clientKey?: DER | undefined;
	/** Protocols to offer, in order of preference (ALPN, RFC 7301); for example "mqtt". */
	applicationLayerProtocolNegotiation?: string | readonly string[] | undefined;
	/**
	 * A session to resume, as received by onSession. A session that is damaged, or that the server no longer knows,
	 * is ignored.
	 */
	session?: Uint8Array | undefined;
	/**
	 * Called with a session that a later connection can resume, which takes a fraction of the time of a full
	 * handshake. Reconnecting resumes it automatically; to resume after deep sleep, store the bytes. They are secret:
	 * they allow reading and faking the traffic.
	 */
	onSession?: ((session: Uint8Array) => void) | undefined;
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

/** The maximum for all offered protocols together, in characters. */
const LONGEST_PROTOCOLS = 512;

/**
 * SecureOptions as the sockets use them: checked, with defaults, and with the newest session. The object returned by
 * `tls()` holds it, so that one connection's session is known to the next.
 */
export class Secure {
	/** Certificates of the authorities. */
	readonly certificates: readonly Uint8Array[];
	readonly verify: boolean;
	readonly serverName: string | undefined;
	readonly clientCertificates: readonly Uint8Array[];
	readonly clientKey: Uint8Array | undefined;
	/** `clientKey`, parsed. */
	readonly privateKey: PrivateKey | undefined;
	readonly applicationLayerProtocolNegotiation: readonly string[];
	/**
	 * The session that the next connection tries to resume: the one from the options, then the newest. Apps may read
	 * and replace it. It is secret.
	 */
	session: Uint8Array | undefined;
	readonly onSession: ((session: Uint8Array) => void) | undefined;

	/**
	 * Checks the options. Throws a TypeError that names the wrong option. Calls are kept shallow, because a device's
	 * stack is small.
	 */
	constructor(options: SecureOptions) {
		take({}, options, NAMES, "tls.");
		const { serverName, session } = options;
		expect(
			serverName === undefined || (typeof serverName === "string" && isServerName(serverName)),
			"tls.serverName",
			"a name of letters, digits, - and _ between dots, or an address; no port",
		);
		expect(
			session === undefined || session instanceof Uint8Array,
			"tls.session",
			"the Uint8Array that onSession received",
		);
		this.verify = options.verify ?? true;
		this.serverName = serverName;
		this.session = session;
		this.onSession = options.onSession;
		this.applicationLayerProtocolNegotiation = takeProtocols(options.applicationLayerProtocolNegotiation);
		this.certificates = takeList("tls.certificate", options.certificate);
		this.clientCertificates = takeList("tls.clientCertificates", options.clientCertificates);
		this.clientKey = options.clientKey && takeDER("tls.clientKey", options.clientKey);
		if (this.verify && !this.certificates.length)
			wrong("tls.certificate", "the authority's certificate, as there is no built-in store");
		for (let i = 0; i < this.certificates.length; i++)
			expectAuthority(takeCertificate("tls.certificate", this.certificates[i]));
		this.privateKey = this.takeKey();
	}

	/** Returns the private key. Throws a TypeError unless it belongs to the client's certificate. */
	private takeKey(): PrivateKey | undefined {
		const { clientKey, clientCertificates: shown } = this;
		expect(clientKey || !shown.length, "tls.clientKey", "the key to clientCertificates");
		if (!clientKey) return;
		expect(shown.length, "tls.clientCertificates", "the certificate for clientKey");
		const own = takeCertificate("tls.clientCertificates", shown[0]).key;
		for (let i = 1; i < shown.length; i++) takeCertificate("tls.clientCertificates", shown[i]);
		expect(
			own.fault() === undefined && own.kind !== KeyKind.p384,
			"tls.clientCertificates",
			"first a certificate whose key is RSA, 2048 bits or more, or P-256",
		);
		let key: PrivateKey | undefined;
		try {
			key = privateKeyOf(clientKey);
		} catch {
			// Reported below.
		}
		if (!key) wrong("tls.clientKey", "an RSA or P-256 key in PKCS#8, not encrypted (openssl pkcs8 -topk8 -nocrypt)");
		if (key.kind !== own.kind || (key.number && !isSame(key.number, own.number)))
			wrong("tls.clientKey", "the key to the first of clientCertificates");
		return key;
	}

	/** Throws an Error that says why if this chain of certificates is not trusted for the server `name`. */
	expectTrusted(chain: readonly Uint8Array[], name: string, isSignedBy: IsSignedBy): void {
		expectTrusted(chain, this.certificates, name, isSignedBy);
	}

	/** Throws an Error if the certificate's key is weak or not supported. */
	expectKey(certificate: Uint8Array): void {
		const fault = new Certificate(certificate).key.fault();
		if (fault) throw new Error(fault);
	}

	/** Whether a server's name is an address, which is not sent in SNI. */
	isAddress(name: string): boolean {
		return isAddress(name);
	}
}

function takeProtocols(protocols: string | readonly string[] = []): readonly string[] {
	const offered: readonly unknown[] = Array.isArray(protocols) ? protocols.slice() : [protocols];
	let size = 0;
	for (const name of offered)
		size += typeof name === "string" && /^[ -~]{1,255}$/.test(name) ? name.length + 1 : Infinity;
	if (size > LONGEST_PROTOCOLS)
		wrong("tls.applicationLayerProtocolNegotiation", "names of 1 to 255 ASCII characters, fewer than 512 in all");
	return offered as readonly string[];
}

function takeList(option: string, value: DER | readonly DER[] = []): readonly Uint8Array[] {
	const list = Array.isArray(value) ? value : [value];
	const taken: Uint8Array[] = [];
	for (let i = 0; i < list.length; i++) taken.push(takeDER(option, list[i]));
	return taken;
}

/**
 * Checks that the bytes begin with a SEQUENCE, as DER does and PEM does not. A Resource of the SDK is not copied from
 * flash.
 */
function takeDER(option: string, bytes: DER): Uint8Array {
	const view =
		bytes instanceof Uint8Array ? bytes : bytes?.byteLength ? new Uint8Array(bytes as ArrayBuffer) : undefined;
	if (view?.[0] !== 0x30) wrong(option, "DER, not PEM: a Uint8Array or an ArrayBuffer");
	return view as Uint8Array;
}

function takeCertificate(option: string, bytes: Uint8Array): Certificate {
	try {
		return new Certificate(bytes);
	} catch {
		return wrong(option, "a certificate (X.509) in DER");
	}
}

/**
 * Throws a TypeError if no server could be trusted because of this certificate. The validity period is not checked,
 * because the clock may not be set yet.
 */
function expectAuthority(certificate: Certificate): void {
	const fault = certificate.lastingFault() ?? (certificate.serverFault() && certificate.signerFault(0, true));
	if (fault) wrong("tls.certificate", `an authority's certificate, or the server's own; this one: ${fault}`);
}
