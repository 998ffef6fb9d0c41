// Replaces the SDK's "crypt", with node:crypto.
import { createHash } from "node:crypto";

/** The last message that was digested, because node:crypto verifies messages and not their digests. */
export const last = { hash: "", message: undefined };

export class Digest {
	constructor(hash) {
		this.hash = hash.toLowerCase();
	}

	process(message) {
		Object.assign(last, { hash: this.hash, message });
		const digest = createHash(this.hash).update(message).digest();
		return Uint8Array.from(digest).buffer;
	}
}
