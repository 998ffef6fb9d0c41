// How a client with a key of P-256 signs. The SDK's cryptography is replaced.
import { deepEqual, equal, ok } from "node:assert/strict";
import { createHash, createPublicKey, generateKeyPairSync, verify } from "node:crypto";
import { prepare } from "./prepare.js";

prepare("tls-node", {
	...{ "mote-mqtt/socket": "socket", timer: "timer", "ssl/session": "session", "ssl/record": "record" },
	...{ "ssl/handshake": "handshake", "ssl/stream": "stream" },
	...{ crypt: "crypt", curve: "curve", ecdsa: "ecdsa", hmac: "hmac", pkcs8: "pkcs8", rsa: "rsa", x509: "x509" },
});
await import("./stand-in/rsa.js");
const { nonce, sign } = await import("../../../build/stand-ins/tls-node/ecdsa-signature.js");
const { default: Curve } = await import("./stand-in/curve.js");

const hex = (digits) => Uint8Array.from(Buffer.from(digits, "hex"));
const digestOf = (text) => Uint8Array.from(createHash("sha256").update(text).digest());

describe("A signature with a key of P-256", () => {
	// RFC 6979, appendix A.2.5.
	const secret = hex("C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721");
	const cases = {
		sample: {
			k: 0xa6e3c57dd01abe90086538398355dd4c3b17aa873382b0f24d6129493d8aad60n,
			signature:
				"3046022100EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716" +
				"022100F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8",
		},
		test: {
			k: 0xd16b6ae827f17175e040871a1c7ec3500192c4c92677336ec2537acaee0008e0n,
			signature:
				"3045022100F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367" +
				"0220019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083",
		},
	};

	for (const [message, { k, signature }] of Object.entries(cases)) {
		it(`is that of RFC 6979: "${message}"`, () => {
			equal(nonce(digestOf(message), secret, new Curve().n), k);
			deepEqual(sign(digestOf(message), secret), hex(signature));
		});
	}

	it("is correct for any key and message, and in DER of any length", () => {
		const sizes = new Set();
		for (let i = 0; i < 64; i++) {
			const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
			const own = Uint8Array.from(Buffer.from(privateKey.export({ format: "jwk" }).d, "base64url"));
			const signature = sign(digestOf(`message ${i}`), own);
			ok(verify("sha256", Buffer.from(`message ${i}`), createPublicKey(privateKey), signature));
			sizes.add(signature.length);
		}
		ok(sizes.size > 1);
	});

	it("accepts a digest that is greater than the curve's order", () => {
		const digest = new Uint8Array(32).fill(0xff);
		const { n } = new Curve();
		const k = nonce(digest, secret, n);
		ok(k > 0n && k < n);
		// The same as for the digest modulo the order.
		const left = (BigInt(`0x${"ff".repeat(32)}`) % n).toString(16).padStart(64, "0");
		equal(nonce(hex(left), secret, n), k);
	});
});
