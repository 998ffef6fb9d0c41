// In place of the SDK's "pkcs1_5", over node:crypto.
import { constants, publicDecrypt } from "node:crypto";

export default class PKCS1_5 {
	constructor({ key }) {
		this.key = key;
	}

	verify(digest, signature) {
		try {
			// A DigestInfo, at whose end the digest is.
			const info = publicDecrypt({ key: this.key, padding: constants.RSA_PKCS1_PADDING }, signature);
			return info.subarray(-digest.byteLength).equals(Buffer.from(digest));
		} catch {
			return false;
		}
	}
}
