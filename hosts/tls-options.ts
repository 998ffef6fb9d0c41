// Set-up. What an app says about TLS, checked: the same on a device, in its simulator and in Node.js.
import { Be, expect, take, wrong } from "../src/checks.js";
import { Certificate } from "./certificates/certificate.js";
import { expectTrusted, type IsSignedBy } from "./certificates/chain.js";
import { isSame } from "./certificates/der.js";
import { type PrivateKey, privateKeyOf } from "./certificates/private-key.js";
import { KeyKind } from "./certificates/public-key.js";
import { isAddress, isServerName } from "./certificates/server-name.js";

/** Bytes in DER. The last is what a `Resource` of the Moddable SDK is, as its types have it: bytes that stay in flash. */
export type DER =
	| Uint8Array
	| ArrayBuffer
	| { readonly byteLength: number; slice(begin: number, end?: number): ArrayBuffer };

/** What an app says about TLS, for `tls()` of "mote-mqtt/tls". */
export interface SecureOptions {
	/**
	 * The certificate of the authority that the server's certificate must come from, in DER; or a list of them, of which any will do:
	 * so a fleet moves from one to the next. A server's own certificate is trusted for itself, and vouches for no other. Nothing else
	 * is trusted. Must be given unless `verify` is false: there is no store of authorities.
	 */
	certificate?: DER | readonly DER[] | undefined;
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
	/** Certificates in DER for a server that asks for one: the client's own, of RSA or P-256, then those that it comes from. */
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

/** Of all the protocols that are offered, in characters. */
const LONGEST_PROTOCOLS = 512;

/**
 * SecureOptions as sockets have them, complete and checked, with the newest session: what one `tls()` has returned remembers from one
 * connection to the next.
 */
export class Secure {
	/** Certificates of the authorities. */
	readonly certificates: readonly Uint8Array[];
	readonly verify: boolean;
	readonly serverName: string | undefined;
	readonly clientCertificates: readonly Uint8Array[];
	readonly clientKey: Uint8Array | undefined;
	/** The same, read. */
	readonly privateKey: PrivateKey | undefined;
	readonly applicationLayerProtocolNegotiation: readonly string[];
	/** What the next connection resumes, if it can: as given, then the newest. It can be taken from here, and be put here. It is secret. */
	session: Uint8Array | undefined;
	readonly onSession: ((session: Uint8Array) => void) | undefined;

	/** Checks the options. Throws a TypeError that names the one that is wrong. What it calls is not deep, as a device's stack is small. */
	constructor(options: SecureOptions) {
		take({}, options, NAMES, "tls.");
		const { serverName, session } = options;
		expect(
			serverName === undefined || (typeof serverName === "string" && isServerName(serverName)),
			"tls.serverName",
			"a name of letters, digits, - and _ between dots, or an address; no port",
		);
		expect(session === undefined || session instanceof Uint8Array, "tls.session", "a Uint8Array of onSession");
		this.verify = options.verify ?? true;
		this.serverName = serverName;
		this.session = session;
		this.onSession = options.onSession;
		this.applicationLayerProtocolNegotiation = takeProtocols(options.applicationLayerProtocolNegotiation);
		this.certificates = takeList("tls.certificate", options.certificate);
		this.clientCertificates = takeList("tls.clientCertificates", options.clientCertificates);
		this.clientKey = options.clientKey && takeDER("tls.clientKey", options.clientKey);
		if (this.verify && !this.certificates.length)
			wrong("tls.certificate", "the authority's certificate, as there is no store of them");
		for (let i = 0; i < this.certificates.length; i++)
			expectAuthority(takeCertificate("tls.certificate", this.certificates[i]));
		this.privateKey = this.takeKey();
	}

	/** The private key. Throws a TypeError unless it is the one to the certificate that is shown. */
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
			"a certificate first with a key of RSA, 2048 bits or more, or of P-256",
		);
		let key: PrivateKey | undefined;
		try {
			key = privateKeyOf(clientKey);
		} catch {
			// It is told below.
		}
		if (!key) wrong("tls.clientKey", "an RSA or P-256 key in PKCS#8, not encrypted (openssl pkcs8 -topk8 -nocrypt)");
		if (key.kind !== own.kind || (key.number && !isSame(key.number, own.number)))
			wrong("tls.clientKey", "the key to the first of clientCertificates");
		return key;
	}

	/** Throws an Error, which says why, unless a server with this chain of certificates is the one that is wanted. */
	expectTrusted(chain: readonly Uint8Array[], name: string, isSignedBy: IsSignedBy): void {
		expectTrusted(chain, this.certificates, name, isSignedBy);
	}

	/** Throws an Error unless a certificate's key is one that is understood, and strong. */
	expectKey(certificate: Uint8Array): void {
		const fault = new Certificate(certificate).key.fault();
		if (fault) throw new Error(fault);
	}

	/** Whether a server's name is an address, which is not told to it. */
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
		wrong("tls.applicationLayerProtocolNegotiation", "names of 1 to 255 ASCII characters, in all fewer than 512");
	return offered as readonly string[];
}

function takeList(option: string, value: DER | readonly DER[] = []): readonly Uint8Array[] {
	const list = Array.isArray(value) ? value : [value];
	const taken: Uint8Array[] = [];
	for (let i = 0; i < list.length; i++) taken.push(takeDER(option, list[i]));
	return taken;
}

/** Bytes that begin as DER does: with a SEQUENCE. PEM does not. A Resource of the SDK stays in flash. */
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

/** Throws a TypeError unless some server could be trusted for it. Whether it is valid now depends on a clock that may not be set yet. */
function expectAuthority(certificate: Certificate): void {
	const fault = certificate.lastingFault() ?? (certificate.serverFault() && certificate.signerFault(0, true));
	if (fault) wrong("tls.certificate", `an authority's certificate, or the server's own; this one: ${fault}`);
}
