// Set-up. A public key as certificates have it (RFC 3279 section 2.3, RFC 5480), and whether it is strong enough. What is accepted is what a
// device's cryptography understands, on every machine: what works on one works on the others.
import { type DER, Tag } from "./der.js";
import { Verdict } from "./verdict.js";

export const enum KeyKind {
	unknown = 0,
	rsa = 1,
	p256 = 2,
	p384 = 3,
}

/** Object identifiers, as DER.identifier() has them. */
const RSA = "42,134,72,134,247,13,1,1,1";
const ELLIPTIC = "42,134,72,206,61,2,1";
const P256 = "42,134,72,206,61,3,1,7";
const P384 = "43,129,4,0,34";

/** In bytes: 2,048 bits; and more than anybody has, which would take a device minutes. */
const SHORTEST_MODULUS = 256;
const LONGEST_MODULUS = 1_024;

/** A key. */
export class PublicKey {
	readonly kind: KeyKind;
	/** What makes it this one: an RSA modulus; or the point of an elliptic curve, uncompressed. */
	readonly number: Uint8Array;
	/** Of RSA; 0 if it is longer than 4 bytes. */
	readonly exponent: number;

	/** Reads SubjectPublicKeyInfo, which is the last that `list` has read. Throws an Error if it is malformed. */
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

	/** Why it is not to be used, if so. 65,537 is what keys of RSA have (FIPS 186-4 appendix B.3.1 allows none below). */
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
