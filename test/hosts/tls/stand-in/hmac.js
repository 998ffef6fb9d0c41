// Replaces the SDK's "hmac", with node:crypto.
import { createHmac } from "node:crypto";

export default class HMAC {
	constructor({ hash }, key) {
		this.hash = hash;
		this.key = key;
	}

	process(...parts) {
		const hmac = createHmac(this.hash, this.key);
		for (const part of parts) hmac.update(part);
		return Uint8Array.from(hmac.digest()).buffer;
	}
}
