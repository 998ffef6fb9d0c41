// Set-up. Signs with a client's P-256 key. Each signature needs a secret number that must not be used twice, or the
// key can be computed. The SDK draws it at random. Here it is derived from key and message (RFC 6979), so that it
// does not depend on the quality of a device's random numbers.
import { Digest } from "crypt";
import Curve from "curve";
import ECDSA from "ecdsa";
import HMAC from "hmac";

const SIZE = 32;

/**
 * Signs a SHA-256 digest with ECDSA on P-256 (FIPS 186-4 section 6.4). Returns a SEQUENCE of two INTEGERs in DER.
 * @param secret the private key, 32 bytes.
 */
export function sign(digest: Uint8Array, secret: Uint8Array): Uint8Array {
	const curve = new Curve("secp256r1");
	const ecdsa = new ECDSA(numberOf(secret), curve);
	ecdsa.k = nonce(digest, secret, curve.n);
	const both = new Uint8Array(ecdsa.sign(digest.slice().buffer, false));
	const r = integer(both.subarray(0, SIZE));
	const s = integer(both.subarray(SIZE));
	const signature = new Uint8Array(2 + r.length + s.length);
	signature[0] = 0x30;
	signature[1] = r.length + s.length;
	signature.set(r, 2);
	signature.set(s, 2 + r.length);
	return signature;
}

/** The secret number of RFC 6979 section 3.2, for a curve and a hash of the same size. */
export function nonce(digest: Uint8Array, secret: Uint8Array, order: bigint): bigint {
	// The digest, reduced below the order.
	const reduced = new Uint8Array(ArrayBuffer.fromBigInt(numberOf(digest) % order));
	const message = new Uint8Array(SIZE);
	message.set(reduced, SIZE - reduced.length);
	let key = new Uint8Array(SIZE);
	let value = new Uint8Array(SIZE).fill(1);
	for (let i = 0; i < 2; i++) {
		key = hmac(key, value, Uint8Array.of(i), secret, message);
		value = hmac(key, value);
	}
	for (;;) {
		value = hmac(key, value);
		const number = numberOf(value);
		if (number > 0n && number < order) return number;
		key = hmac(key, value, Uint8Array.of(0));
		value = hmac(key, value);
	}
}

function hmac(key: Uint8Array, ...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
	return new Uint8Array(new HMAC(new Digest("SHA256"), key).process(...parts));
}

function numberOf(bytes: Uint8Array): bigint {
	return BigInt.fromArrayBuffer(bytes.slice().buffer);
}

/** An INTEGER in DER: no leading zeros, except one in front of a byte that would make it negative. */
function integer(bytes: Uint8Array): Uint8Array {
	let at = 0;
	while (at < SIZE - 1 && bytes[at] === 0) at++;
	const zero = bytes[at] >> 7;
	const all = new Uint8Array(2 + zero + SIZE - at);
	all[0] = 2;
	all[1] = all.length - 2;
	all.set(bytes.subarray(at), 2 + zero);
	return all;
}
