// Set-up. Reads a certificate's public key (RFC 3279 section 2.3, RFC 5480) and says whether it is strong enough. All
// hosts accept only the keys that a device supports, so that what works on one works on all.
import { type DER, Tag } from "./der.js";
import { Verdict } from "./verdict.js";

export const enum KeyKind {
	unknown = 0,
	rsa = 1,
	p256 = 2,
	p384 = 3,
}

/** Object identifiers, written as by DER.identifier(). */
const RSA = "42,134,72,134,247,13,1,1,1";
const ELLIPTIC = "42,134,72,206,61,2,1";
const P256 = "42,134,72,206,61,3,1,7";
const P384 = "43,129,4,0,34";

/**
 * In bytes. The shortest is 2,048 bits. Longer ones than 8,192 bits are not in use and would take a device minutes.
 */
const SHORTEST_MODULUS = 256;
const LONGEST_MODULUS = 1_024;

/** A parsed public key. */
export class PublicKey {
	readonly kind: KeyKind;
	/** The modulus of an RSA key, or the uncompressed point of an elliptic-curve key. */
	readonly number: Uint8Array;
	/** The exponent of an RSA key; 0 if it is longer than 4 bytes. */
	readonly exponent: number;

	/** Reads SubjectPublicKeyInfo, the element that `list` read last. Throws an Error if it is malformed. */
	constructor(list: DER) {
		const info = list.inside();
		const algorithm = info.next(Tag.sequence).inside();
		const type = algorithm.next(Tag.identifier).identifier();
		const parameter = algorithm.peek() === Tag.identifier ? algorithm.next().identifier() : "";
		const bits = info.next(Tag.bitString).bits();
		this.kind = KeyKind.unknown;
		this.number = bits;
		this.exponent = 0;
		if (type === RSA) {
			const key = info.inside();
			key.at++;
			const numbers = key.next(Tag.sequence).inside();
			this.kind = KeyKind.rsa;
			this.number = numbers.next().natural();
			const exponent = numbers.next().natural();
			if (exponent.length < 5) for (const byte of exponent) this.exponent = this.exponent * 256 + byte;
		} else if (type === ELLIPTIC && bits[0] === 4) {
			if (parameter === P256 && bits.length === 65) this.kind = KeyKind.p256;
			else if (parameter === P384 && bits.length === 97) this.kind = KeyKind.p384;
		}
	}

	/**
	 * Why the key may not be used; undefined if it may. FIPS 186-4 appendix B.3.1 allows no RSA exponent below
	 * 65,537.
	 */
	fault(): Verdict | undefined {
		const { kind, number, exponent } = this;
		if (kind === KeyKind.unknown) return Verdict.unknownAlgorithm;
		if (kind !== KeyKind.rsa) return;
		const size = number.length;
		if (size < SHORTEST_MODULUS || (size === SHORTEST_MODULUS && number[0] < 128)) return Verdict.weakKey;
		if (size > LONGEST_MODULUS) return Verdict.unknownAlgorithm;
		return exponent < 65_537 || exponent % 2 === 0 || number[size - 1] % 2 === 0 ? Verdict.weakKey : undefined;
	}
}
