// Set-up. For a session of ssl/session it takes the place of the SDK's certificate manager, whose methods it has. Whom to trust is decided in
// hosts/certificates; here is how a device checks a signature.

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
/** What is before a digest of SHA-256 that is signed with RSA (RFC 8017 section 9.2, note 1). With the others, three bytes are different. */
const DIGEST_INFO = Object.freeze([
	...[0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01],
	...[0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20],
]);
const HASH = 14;

/** What one connection trusts, and shows of the client. */
export class Certificates {
	private readonly secure: Secure;
	private readonly name: string;
	/** What the server has sent was not to be trusted. */
	refused: boolean;
	private chain: readonly Uint8Array[] | undefined;
	private server: ArrayBuffer | undefined;

	/** `name`: of the server. */
	constructor(secure: Secure, name: string) {
		this.secure = secure;
		this.name = name;
		this.chain = this.server = undefined;
		this.refused = false;
	}

	/**
	 * The server has sent this chain, its own certificate first. ssl/session goes on to check with its key what else is in the record; whether to
	 * trust the server is up to judge(). Throws an Error if it has a key that is not understood, or far too long.
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
	 * Throws an Error, which says why, unless the server is to be trusted, if it has sent a chain. To be called before anything is sent. Not in
	 * verify(), as a device's stack is small, and ssl/session has taken much of it.
	 */
	judge(): void {
		const { chain } = this;
		if (!chain) return;
		this.chain = undefined;
		this.refused = true;
		this.secure.expectTrusted(chain, this.name, isSignedBy);
		this.refused = false;
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

function isSignedBy({ signed, signature, isRSA, hash }: Certificate, issuer: Certificate): boolean {
	const { modulus, exponent, curve, pub } = X509.decodeSPKI(issuer.bytes);
	const digest = new Digest(HASHES[hash]).process(signed);
	if (isRSA)
		return modulus !== undefined && isSignedWithRSA(new Uint8Array(digest), hash, signature, modulus, exponent!);
	// Of a hash longer than the curve's order, the first bits count (FIPS 186-4 section 6.4).
	return (
		curve !== undefined &&
		hasIntegers(signature, 0, signature.length) &&
		new ECDSA(pub, curve).verify(digest.slice(0, curve.orderSize), signature, true)
	);
}

/**
 * RSASSA-PKCS1-v1_5 (RFC 8017 section 8.2.2). All that was signed is compared: the SDK's own looks for the digest in it, whatever is around.
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
	// The first byte, 0, is none of a number.
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
