// Set-up. Which server is trusted: one whose certificate is for the right name and comes, through certificates that may sign
// others, from the one authority that the app names (RFC 5280 section 6.1, RFC 6125 section 6.4). For a session of ssl/session it
// takes the place of the SDK's certificate manager, whose methods it has.
import BER from "ber";
import { Digest } from "crypt";
import ECDSA from "ecdsa";
import PKCS1_5 from "pkcs1_5";
import PKCS8 from "pkcs8";
import X509, { type PublicKey } from "x509";
import { isAddress, type Secure } from "../../tls-options.js";
import { hasIntegers } from "./handshake.js";

const NOT_TRUSTED = "certificate not trusted";

// Object identifiers, as the SDK's modules take them.
const KEY_USAGE = Object.freeze([2, 5, 29, 15]);
const ALTERNATIVE_NAMES = Object.freeze([2, 5, 29, 17]);
const BASIC_CONSTRAINTS = Object.freeze([2, 5, 29, 19]);
const NAME_CONSTRAINTS = Object.freeze([2, 5, 29, 30]);
const EXTENDED_KEY_USAGE = Object.freeze([2, 5, 29, 37]);
/** In DER: any purpose, and that of a server. */
const PURPOSES = Object.freeze(["6,4,85,29,37,0", "6,8,43,6,1,5,5,7,3,1"]);
/** PKCS #1 1.5 and ECDSA with each of the hashes. */
const RSA_SIGNATURES = Object.freeze(["1,2,840,113549,1,1,11", "1,2,840,113549,1,1,12", "1,2,840,113549,1,1,13"]);
const ECDSA_SIGNATURES = Object.freeze(["1,2,840,10045,4,3,2", "1,2,840,10045,4,3,3", "1,2,840,10045,4,3,4"]);
const HASHES = Object.freeze(["SHA256", "SHA384", "SHA512"] as const);

/** What one connection trusts, and shows of the client. */
export class Certificates {
	private readonly secure: Secure;
	private readonly name: string;
	private server: ArrayBuffer | undefined;

	/** `name`: of the server. */
	constructor(secure: Secure, name: string) {
		this.secure = secure;
		this.name = name.toLowerCase();
		this.server = undefined;
	}

	/** Whether to trust the server, which sent this chain, its own certificate first. Throws an Error that says why not. */
	verify(chain: readonly Uint8Array[]): boolean {
		if (!this.secure.verify) return true;
		const authority = new Certificate(this.secure.certificate!);
		let certificate = new Certificate(chain[0]);
		for (let below = 0; !certificate.comesFrom(authority); below++) {
			// Each has signed the one before it.
			const next: Uint8Array | undefined = chain[below + 1];
			if (!next || !maySign(next, below)) throw new Error(NOT_TRUSTED);
			const issuer = new Certificate(next);
			if (!certificate.comesFrom(issuer)) throw new Error(NOT_TRUSTED);
			certificate = issuer;
		}
		if (!isForServers(chain[0])) throw new Error(NOT_TRUSTED);
		if (!isFor(chain[0], this.name)) throw new Error("certificate is for another name");
		return true;
	}

	/** Remembers the server's certificate, once verified. */
	register(certificate: ArrayBuffer): void {
		this.server = certificate;
	}

	/** The server's public key, or our private one. */
	getKey(certificate: unknown): object {
		return certificate === this.server ? X509.decodeSPKI(this.server!) : PKCS8.parse(this.secure.clientKey!);
	}

	/** What we show a server that asks who we are. */
	findPreferredCert(): readonly Uint8Array[] {
		return this.secure.clientCertificates;
	}
}

/** A certificate, as far as it is needed to follow a chain. */
class Certificate {
	private readonly issuer: Uint8Array;
	private readonly subject: Uint8Array;
	private readonly key: PublicKey;
	private readonly signed: Uint8Array;
	private readonly signature: Uint8Array;
	private readonly algorithm: string;

	/** Throws an Error unless it is valid now. */
	constructor(bytes: Uint8Array) {
		const { tbs, algo, sig, spki } = X509.decode(bytes);
		const { validity, issuer, subject } = X509.decodeTBS(tbs);
		const now = Date.now();
		if (!(validity.from <= now && now <= validity.to)) throw new Error("certificate expired or clock not set");
		// 65,537 is what keys have (FIPS 186-4 appendix B.3.1 allows none below).
		if (spki.exponent !== undefined && spki.exponent < 65_537n) throw new Error("certificate with a weak key");
		this.issuer = issuer;
		this.subject = subject;
		this.key = spki;
		this.signed = tbs;
		this.signature = sig;
		this.algorithm = algo.join();
	}

	/** Whether it names `issuer` as its own, and that has signed it. */
	comesFrom(issuer: Certificate): boolean {
		return isSame(this.issuer, issuer.subject) && this.isSignedBy(issuer.key);
	}

	private isSignedBy(key: PublicKey): boolean {
		const { algorithm, signature } = this;
		const rsa = RSA_SIGNATURES.indexOf(algorithm);
		const hash = HASHES[rsa < 0 ? ECDSA_SIGNATURES.indexOf(algorithm) : rsa];
		// MD5 and SHA-1 can be fooled.
		if (!hash) throw new Error("certificate with an unknown algorithm");
		const digest = new Digest(hash).process(this.signed);
		if (rsa >= 0) return key.modulus !== undefined && new PKCS1_5(key, false, []).verify(digest, signature);
		const { curve } = key;
		// Of a hash longer than the curve's order, the first bits count (FIPS 186-4 section 6.4).
		return (
			curve !== undefined &&
			hasIntegers(signature, 0, signature.length) &&
			new ECDSA(key.pub, curve).verify(digest.slice(0, curve.orderSize), signature, true)
		);
	}
}

/** Whether a certificate may sign another, with `below` such ones between it and the server's. */
function maySign(certificate: Uint8Array, below: number): boolean {
	const constraints = extension(certificate, BASIC_CONSTRAINTS);
	const usage = extension(certificate, KEY_USAGE);
	// SEQUENCE { BOOLEAN, that it may; INTEGER, how many below it }
	if (constraints?.[2] !== 1 || !constraints[4]) return false;
	if (constraints[5] === 2 && constraints[6] === 1 && constraints[7] < below) return false;
	// Constraints on names are not understood here, so such a certificate does not count.
	return (!usage || (usage[3] & 4) > 0) && !extension(certificate, NAME_CONSTRAINTS);
}

/** Whether a certificate may be a server's, not only a client's. */
function isForServers(certificate: Uint8Array): boolean {
	const purposes = extension(certificate, EXTENDED_KEY_USAGE);
	if (!purposes) return true;
	const list = new BER(new BER(purposes).getSequence());
	while (list.readable > 0) if (PURPOSES.includes(list.next().join())) return true;
	return false;
}

/** Whether a certificate is for `name`: of its alternative names, one is the same. */
function isFor(certificate: Uint8Array, name: string): boolean {
	const names = extension(certificate, ALTERNATIVE_NAMES);
	if (!names) return false;
	const address = isAddress(name);
	const list = new BER(new BER(names).getSequence());
	while (list.readable > 0) {
		const tag = list.getTag();
		const value = list.getChunk(list.getLength());
		if (address ? tag === 0x87 && value.length === 4 && value.join(".") === name : tag === 0x82 && isName(value, name))
			return true;
	}
	return false;
}

/** Whether a certificate's name in ASCII, of which the first part may be "*", is that in small letters. */
function isName(value: Uint8Array, name: string): boolean {
	let at = 0;
	let i = 0;
	if (value[0] === 0x2a) {
		// At least two parts are behind it: "*.org" is nobody's.
		i = name.indexOf(".");
		at = 1;
		if (i < 1 || value.indexOf(0x2e, 2) < 0) return false;
	}
	if (value.length - at !== name.length - i) return false;
	for (; at < value.length; at++) {
		const letter = value[at];
		if ((letter > 64 && letter < 91 ? letter + 32 : letter) !== name.charCodeAt(i++)) return false;
	}
	return true;
}

/** An extension's value, in DER. */
function extension(certificate: Uint8Array, identifier: readonly number[]): Uint8Array | undefined {
	const value = X509.decodeExtension(certificate, identifier);
	return value && new Uint8Array(value);
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
	return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
