// Set-up. Replaces the SDK's certificate manager in a session of ssl/session, with the same methods.
// hosts/certificates decides which server is trusted. This file verifies signatures on a device.

import { Digest } from "crypt";
import ECDSA from "ecdsa";
import PKCS8 from "pkcs8";
import RSA from "rsa";
import X509 from "x509";
import type { Certificate } from "../../certificates/certificate.js";
import { isSame } from "../../certificates/der.js";
import type { Secure } from "../../tls-options.js";
import { hasIntegers } from "./handshake.js";

const HASHES = Object.freeze(["SHA256", "SHA384", "SHA512"] as const);
/**
 * The DER prefix of a SHA-256 digest in an RSA signature (RFC 8017 section 9.2, note 1). SHA-384 and SHA-512 differ
 * in three bytes.
 */
const DIGEST_INFO = Object.freeze([
	...[0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01],
	...[0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20],
]);
const HASH = 14;

/** The certificates of one connection: the server's, and the client's own. */
export class Certificates {
	private readonly secure: Secure;
	private readonly name: string;
	/** The server's certificates were refused. */
	refused: boolean;
	private chain: readonly Uint8Array[] | undefined;
	private server: ArrayBuffer | undefined;

	/** @param name the server's name. */
	constructor(secure: Secure, name: string) {
		this.secure = secure;
		this.name = name;
		this.chain = this.server = undefined;
		this.refused = false;
	}

	/**
	 * Called with the server's chain, its own certificate first. ssl/session needs the key at once, to check the rest
	 * of the record; judge() decides about trust later. Throws an Error if the server's key is not supported or too
	 * long.
	 */
	verify(chain: readonly Uint8Array[]): boolean {
		if (!this.secure.verify) return true;
		this.refused = true;
		this.secure.expectKey(chain[0]);
		this.refused = false;
		this.chain = chain;
		return true;
	}

	/**
	 * Throws an Error that says why if the server has sent a chain that is not trusted. Must be called before
	 * anything is sent. Separate from verify(), because ssl/session leaves too little of a device's stack there.
	 */
	judge(): void {
		const { chain } = this;
		if (!chain) return;
		this.chain = undefined;
		this.refused = true;
		this.secure.expectTrusted(chain, this.name, isSignedBy);
		this.refused = false;
	}

	/** Stores the server's verified certificate. */
	register(certificate: ArrayBuffer): void {
		this.server = certificate;
	}

	/** The server's public key, or the client's private key. */
	getKey(certificate: unknown): object {
		return certificate === this.server ? X509.decodeSPKI(this.server!) : PKCS8.parse(this.secure.clientKey!);
	}

	/** The certificates for a server that requests one. */
	findPreferredCert(): readonly Uint8Array[] {
		return this.secure.clientCertificates;
	}
}

function isSignedBy({ signed, signature, isRSA, hash }: Certificate, issuer: Certificate): boolean {
	const { modulus, exponent, curve, pub } = X509.decodeSPKI(issuer.bytes);
	const digest = new Digest(HASHES[hash]).process(signed);
	if (isRSA)
		return modulus !== undefined && isSignedWithRSA(new Uint8Array(digest), hash, signature, modulus, exponent!);
	// If the hash is longer than the curve's order, only its first bits count (FIPS 186-4 section 6.4).
	return (
		curve !== undefined &&
		hasIntegers(signature, 0, signature.length) &&
		new ECDSA(pub, curve).verify(digest.slice(0, curve.orderSize), signature, true)
	);
}

/**
 * RSASSA-PKCS1-v1_5 (RFC 8017 section 8.2.2). Compares the whole encoded message, because the SDK's own function
 * accepts any padding around the digest.
 */
function isSignedWithRSA(
	digest: Uint8Array,
	hash: number,
	signature: Uint8Array,
	modulus: bigint,
	exponent: bigint,
): boolean {
	const rsa = new RSA(exponent, modulus);
	const size = rsa.modulusSize;
	if (signature.length !== size) return false;
	// The first byte is 0, so it is lost in the conversion from a number.
	const signed = new Uint8Array(ArrayBuffer.fromBigInt(rsa.process(BigInt.fromArrayBuffer(signature.slice().buffer))));
	const expected = new Uint8Array(size - 1).fill(0xff);
	const start = size - 1 - digest.length - DIGEST_INFO.length;
	expected[0] = 1;
	expected[start - 1] = 0;
	expected.set(DIGEST_INFO, start);
	expected[start + 1] += 16 * hash;
	expected[start + HASH] += hash;
	expected[size - 2 - digest.length] = digest.length;
	expected.set(digest, size - 1 - digest.length);
	return isSame(signed, expected);
}
