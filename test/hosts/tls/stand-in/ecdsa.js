// Replaces the SDK's "ecdsa": verifies with node:crypto, and signs with numbers.
import { createHash, verify } from "node:crypto";
import { last } from "./crypt.js";
import { inverse } from "./curve.js";

export default class ECDSA {
	constructor(key, curve) {
		this.key = key;
		this.curve = curve;
	}

	verify(digest, signature) {
		const whole = createHash(last.hash).update(last.message).digest();
		const first = whole.subarray(0, this.curve.orderSize);
		return first.equals(Buffer.from(digest)) && verify(last.hash, last.message, this.key, signature);
	}

	/** Returns r, then s, of 32 bytes each. */
	sign(digest, isDER) {
		const { key, curve, k } = this;
		if (isDER || !k) throw new Error("not as it is used here");
		const { n } = curve;
		const r = curve.times(k) % n;
		const e = BigInt(`0x${Buffer.from(digest).toString("hex")}`);
		const s = (inverse(k, n) * (e + key * r)) % n;
		const both = [r, s].map((number) => number.toString(16).padStart(64, "0")).join("");
		return Uint8Array.from(Buffer.from(both, "hex")).buffer;
	}
}
