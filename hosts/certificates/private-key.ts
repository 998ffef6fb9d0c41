// Set-up. Reads a client's private key: PKCS#8 (RFC 5208), RSA (RFC 8017 appendix A.1.2) or P-256 (RFC 5915), not
// encrypted.
import { DER, Tag } from "./der.js";
import { KeyKind } from "./public-key.js";

/** Object identifiers, written as by DER.identifier(). */
const RSA = "42,134,72,134,247,13,1,1,1";
const ELLIPTIC = "42,134,72,206,61,2,1";
const P256 = "42,134,72,206,61,3,1,7";

/** A private key. */
export interface PrivateKey {
	readonly kind: KeyKind.rsa | KeyKind.p256;
	/**
	 * The public part, comparable to PublicKey's `number`; undefined if the file leaves it out, which P-256 allows.
	 */
	readonly number: Uint8Array | undefined;
	/** The secret number of a P-256 key, 32 bytes. */
	readonly secret: Uint8Array | undefined;
}

/** Reads a key. Returns undefined if its kind is not supported. Throws an Error if it is malformed. */
export function privateKeyOf(bytes: Uint8Array): PrivateKey | undefined {
	const fields = new DER(bytes).next(Tag.sequence).inside();
	fields.next(Tag.integer);
	const algorithm = fields.next(Tag.sequence).inside();
	const type = algorithm.next(Tag.identifier).identifier();
	const parameter = algorithm.peek() === Tag.identifier ? algorithm.next().identifier() : "";
	const key = fields.next(Tag.octetString).inside().next(Tag.sequence).inside();
	key.next(Tag.integer);
	if (type === RSA) return { kind: KeyKind.rsa, number: key.next().natural(), secret: undefined };
	if (type !== ELLIPTIC || parameter !== P256) return;
	const secret = key.next(Tag.octetString).value();
	let number: Uint8Array | undefined;
	while (key.more()) if (key.next().tag === Tag.group + 1) number = key.inside().next(Tag.bitString).bits();
	return secret.length === 32 ? { kind: KeyKind.p256, number, secret } : undefined;
}
