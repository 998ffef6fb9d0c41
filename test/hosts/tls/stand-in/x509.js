// In place of the SDK's "x509", over node:crypto.
import { X509Certificate } from "node:crypto";
import { elements, identifier } from "./der.js";

const parts = (certificate) => elements(elements(certificate)[0].value);

/** Fields of the certificate proper, beginning with its serial number. */
const fields = (tbs) => elements(elements(tbs)[0].value).filter(({ tag }) => tag !== 0xa0);

export default {
	decode(certificate) {
		const [tbs, algorithm, signature] = parts(certificate);
		return {
			tbs: tbs.all,
			algo: Uint32Array.from(identifier(elements(algorithm.value)[0].value)),
			sig: signature.value.subarray(1),
			spki: this.decodeSPKI(certificate),
		};
	},

	decodeTBS(tbs) {
		const [, , issuer, , subject] = fields(tbs);
		const { validFrom, validTo } = new X509Certificate(certificates.get(tbs.buffer));
		return {
			validity: { from: Date.parse(validFrom), to: Date.parse(validTo) },
			issuer: issuer.all,
			subject: subject.all,
		};
	},

	decodeSPKI(certificate) {
		const bytes = new Uint8Array(certificate);
		certificates.set(certificate.buffer ?? certificate, bytes);
		const key = new X509Certificate(bytes).publicKey;
		const { n, e, crv } = key.export({ format: "jwk" });
		if (n) return { modulus: number(n), exponent: number(e), key };
		return { curve: { orderSize: crv === "P-256" ? 32 : 48 }, pub: key };
	},

	decodeExtension(certificate, wanted) {
		const extensions = fields(parts(certificate)[0].all).find(({ tag }) => tag === 0xa3);
		for (const { value } of elements(elements(extensions.value)[0].value)) {
			const [name, ...rest] = elements(value);
			if (identifier(name.value).join() === wanted.join()) return rest.at(-1).value.slice().buffer;
		}
	},
};

/** By the memory that they are in. */
const certificates = new Map();

const number = (base64) => BigInt(`0x${Buffer.from(base64, "base64url").toString("hex")}`);
