// In place of the SDK's "crypt", over node:crypto.
import { createHash } from "node:crypto";

/** What was last digested: node:crypto verifies messages, not their digests. */
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
