// In place of the SDK's "ecdsa", over node:crypto.
import { createHash, verify } from "node:crypto";
import { last } from "./crypt.js";

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
}
