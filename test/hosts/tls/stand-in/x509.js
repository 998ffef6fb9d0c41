// Replaces the SDK's "x509", with node:crypto.
import { X509Certificate } from "node:crypto";

export default {
	decodeSPKI(certificate) {
		const key = new X509Certificate(new Uint8Array(certificate)).publicKey;
		const { n, e, crv } = key.export({ format: "jwk" });
		if (n) return { modulus: number(n), exponent: number(e) };
		return { curve: { orderSize: crv === "P-256" ? 32 : 48 }, pub: key };
	},
};

const number = (base64) => BigInt(`0x${Buffer.from(base64, "base64url").toString("hex")}`);
