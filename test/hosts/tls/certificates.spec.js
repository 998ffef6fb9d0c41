// How a device's class decides about chains of certificates. The certificates are real, made by openssl; the SDK's
// cryptography is replaced by node:crypto.
import { createPrivateKey } from "node:crypto";
import { equal, throws } from "../../assert.js";
import { missing } from "../../require.js";
import { prepare } from "./prepare.js";
import { CASES, TRUSTED } from "./verdicts.js";

prepare("tls-node", {
	...{ "mote-mqtt/socket": "socket", timer: "timer", "ssl/session": "session", "ssl/record": "record" },
	...{ "ssl/handshake": "handshake", "ssl/stream": "stream" },
	...{ crypt: "crypt", curve: "curve", ecdsa: "ecdsa", hmac: "hmac", pkcs8: "pkcs8", rsa: "rsa", x509: "x509" },
});
const { Certificates } = await import("../../../build/stand-ins/tls-node/certificates.js");
const { expectTrusted } = await import("../../../build/hosts/certificates/chain.js");
const { Secure } = await import("../../../build/hosts/tls-options.js");

describe("A server's certificate", function () {
	if (CASES.length === 0) return missing("openssl", "it makes the certificates");
	this.timeout(60_000);

	/** The verdict on a chain in the format of the protocol. */
	function verdict({ chain, authorities, name }) {
		// As tls() creates it, except that tls() throws for some authorities.
		const secure = Object.assign(new Secure({ verify: false }), { verify: true, certificates: authorities });
		try {
			const certificates = new Certificates(secure, name);
			certificates.verify(chain);
			certificates.judge();
			return TRUSTED;
		} catch (error) {
			return error.message;
		}
	}

	for (const each of CASES) {
		const what = each.verdict === TRUSTED ? "is trusted" : `is refused (${each.verdict})`;
		it(`${each.title}: ${what}`, () => equal(verdict(each), each.verdict));
	}

	it("is not trusted after a change of any signed byte", () => {
		const { chain, authorities, name } = CASES[0];
		const good = chain[0];
		// A SEQUENCE, whose first element is the signed part. Both have three bytes of length.
		const end = 8 + (good[6] << 8) + good[7];
		for (let at = 4; at < end; at += 3) {
			const changed = good.slice();
			changed[at] ^= 0x01;
			equal(verdict({ chain: [changed], authorities, name }) === TRUSTED, false, `byte ${at}`);
		}
	});

	it("is not trusted, and throws nothing but an Error, wherever it is truncated or whatever byte is changed", () => {
		const { chain, authorities, name } = CASES[0];
		const good = chain[0];
		for (let at = 0; at < good.length; at++) {
			const changed = good.slice();
			changed[at] ^= 0xff;
			for (const bytes of [changed, good.subarray(0, at)])
				throws(() => expectTrusted([bytes], authorities, name, () => false), Error, "");
		}
	});

	it("is checked with at most nine more certificates, however many a server sends", () => {
		// It is its own issuer, so each copy may have signed each other one.
		const [itself] = CASES[0].authorities;
		let checks = 0;
		const isSignedBy = () => {
			checks++;
			return false;
		};
		throws(
			() => expectTrusted(new Array(100).fill(itself), [], "broker.test", isSignedBy),
			Error,
			"certificate not trusted",
		);
		equal(checks, 9);
	});

	it("is not checked with verify: false", () => {
		equal(new Certificates({ verify: false }, "broker.test").verify([]), true);
	});

	it("provides its key for checking signatures; the client's own certificate, the private one", () => {
		const clientKey = createPrivateKey(CASES[0].key).export({ type: "pkcs8", format: "der" });
		const shown = [CASES[0].chain[0]];
		const certificates = new Certificates({ verify: false, clientKey, clientCertificates: shown }, "broker.test");
		const server = CASES.find(({ title }) => title === "with a key of RSA").chain[0].buffer;
		certificates.register(server);
		equal(certificates.getKey(server).exponent, 65_537n);
		equal(certificates.findPreferredCert(), shown);
		equal(certificates.getKey(shown[0]).privateKey, clientKey);
	});
});
