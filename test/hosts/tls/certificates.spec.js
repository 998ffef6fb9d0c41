// Which chains of certificates are trusted, and why others are not. Real certificates, made by openssl; the SDK's modules of
// cryptography are replaced by node:crypto.
import { equal, throws } from "../../assert.js";
import { missing } from "../../require.js";
import { Authority, hasOpenSSL, SERVER, SIGNER } from "./authority.js";
import { prepare } from "./prepare.js";

prepare("tls-node", {
	...{ "mote-mqtt/socket": "socket", timer: "timer", "ssl/session": "session", "ssl/record": "record" },
	...{ ber: "ber", crypt: "crypt", ecdsa: "ecdsa", pkcs1_5: "pkcs1_5", pkcs8: "pkcs8", x509: "x509" },
});
const { Certificates } = await import("../../../build/hosts/moddable/tls-node/certificates.js");

const NOT_TRUSTED = "certificate not trusted";
const NOT_NOW = "certificate expired or clock not set";
const OTHER_NAME = "certificate is for another name";
const names = (list) => `basicConstraints=CA:FALSE\nsubjectAltName=${list}`;

describe("A server's certificate", function () {
	if (!hasOpenSSL()) return missing("openssl", "it makes the certificates");
	this.timeout(120_000);
	const made = new Authority();

	before(() => {
		made.root("ca").root("other").root("elliptic", { key: "ec" }).root("elliptic384", { key: "ec384" });
		made.issue("good", "ca").issue("middle", "ca", { extensions: SIGNER }).issue("below", "middle");
	});

	after(() => made.remove());

	/** Whether this chain is trusted, as it goes over the wire: in one memory. */
	function verify(chain, { name = "broker.test", authority = "ca" } = {}) {
		const secure = { verify: true, certificate: made.der(authority) };
		const all = chain.map((name) => made.der(name));
		return new Certificates(secure, name).verify(all);
	}

	const refused = (detail, ...given) => throws(() => verify(...given), Error, detail);

	it("is trusted if the authority has signed it, whether the server sends that, too, or not", () => {
		equal(verify(["good"]), true);
		equal(verify(["good", "ca"]), true);
		equal(verify(["good", "other", "middle"]), true);
	});

	it("is trusted through others that may sign, in their order", () => {
		equal(verify(["below", "middle"]), true);
		equal(verify(["below", "middle", "ca"]), true);
		equal(verify(["below"], { authority: "middle" }), true);
		refused(NOT_TRUSTED, ["below"]);
		refused(NOT_TRUSTED, ["below", "good", "middle"]);
		refused(NOT_TRUSTED, ["below", "ca", "middle"]);
	});

	it("may be the authority's own, if it signs itself", () => {
		made.root("alone", { extensions: SERVER });
		equal(verify(["alone"], { authority: "alone" }), true);
		refused(NOT_TRUSTED, ["alone"]);
	});

	it("is not trusted for standing in front of others that are", () => {
		made.root("self", { extensions: SERVER });
		made.issue("theirs", "other");
		for (const chain of [
			["theirs"],
			["theirs", "other"],
			["theirs", "ca"],
			["theirs", "ca", "ca"],
			["theirs", "good"],
			["theirs", "middle", "ca"],
			["self", "ca"],
			["self", "ca", "ca"],
			["self", "middle", "ca"],
			["self", "good", "ca"],
		])
			refused(NOT_TRUSTED, chain);
	});

	it("is not trusted if an authority of the same name, with another key, has signed it", () => {
		made.root("false-ca", { subject: "ca" }).issue("by-false", "false-ca");
		refused(NOT_TRUSTED, ["by-false"]);
		refused(NOT_TRUSTED, ["by-false", "false-ca"]);
		refused(NOT_TRUSTED, ["by-false", "false-ca", "ca"]);
	});

	it("is not trusted if what has signed it may not sign", () => {
		made.issue("by-good", "good");
		made.issue("no-usage", "ca", { extensions: "basicConstraints=CA:TRUE\nkeyUsage=digitalSignature" });
		made.issue("by-no-usage", "no-usage");
		made.issue("no-constraints", "ca", { extensions: "keyUsage=keyCertSign" }).issue("by-none", "no-constraints");
		made.issue("named", "ca", { extensions: `${SIGNER}\nnameConstraints=critical,permitted;DNS:elsewhere.test` });
		made.issue("by-named", "named");
		refused(NOT_TRUSTED, ["by-good", "good"]);
		refused(NOT_TRUSTED, ["by-no-usage", "no-usage"]);
		refused(NOT_TRUSTED, ["by-none", "no-constraints"]);
		refused(NOT_TRUSTED, ["by-named", "named"]);
	});

	it("is trusted through as many as the first of them allows, no more", () => {
		made.issue("may", "ca", { extensions: SIGNER.replace("TRUE", "TRUE,pathlen:1") });
		made.issue("last", "may", { extensions: SIGNER }).issue("two-below", "last");
		made.issue("beyond", "last", { extensions: SIGNER }).issue("three-below", "beyond");
		equal(verify(["two-below", "last", "may"]), true);
		refused(NOT_TRUSTED, ["three-below", "beyond", "last", "may"]);
	});

	it("must be valid now, and so must those that it comes through", () => {
		made.issue("expired", "ca", { days: [-9, -1] }).issue("early", "ca", { days: [1, 9] });
		made.issue("old", "ca", { extensions: SIGNER, days: [-9, -1] }).issue("below-old", "old");
		made.root("old-ca", { days: [-9, -1] }).issue("below-old-ca", "old-ca");
		refused(NOT_NOW, ["expired"]);
		refused(NOT_NOW, ["early"]);
		refused(NOT_NOW, ["below-old", "old"]);
		refused(NOT_NOW, ["below-old-ca"], { authority: "old-ca" });
	});

	it("may be for servers only, or for any purpose, not for clients", () => {
		const issue = (name, purpose) => made.issue(name, "ca", { extensions: `${SERVER}\nextendedKeyUsage=${purpose}` });
		issue("purpose", "serverAuth");
		issue("purposes", "clientAuth,serverAuth");
		issue("any", "anyExtendedKeyUsage");
		issue("client", "clientAuth");
		for (const name of ["purpose", "purposes", "any"]) equal(verify([name]), true);
		refused(NOT_TRUSTED, ["client"]);
	});

	it("is for the names in it, small letters or not; * stands for one first part", () => {
		const list = "DNS:one.test,DNS:TWO.test,DNS:*.three.test,DNS:*.four,DNS:f*.five.test,DNS:a.*.test,IP:10.0.0.7";
		made.issue("names", "ca", { extensions: names(list) });
		for (const name of ["one.test", "ONE.TEST", "two.test", "a.three.test", "B-c.three.test", "10.0.0.7"])
			equal(verify(["names"], { name }), true, name);
		for (const name of [
			"",
			"one",
			"one.tes",
			"one.test.",
			"xone.test",
			".one.test",
			"three.test",
			".three.test",
			"a.b.three.test",
			"a.four",
			"foo.five.test",
			"a.b.test",
			"names",
			"10.0.0.8",
			"10.0.0.71",
		])
			refused(OTHER_NAME, ["names"], { name });
	});

	it("is for no name without alternative names, nor for an address that is there as a name", () => {
		made.issue("broker.test", "ca", { extensions: "basicConstraints=CA:FALSE" });
		made.issue("address", "ca", { extensions: names("DNS:10.0.0.7,email:broker.test,URI:broker.test") });
		refused(OTHER_NAME, ["broker.test"]);
		refused(OTHER_NAME, ["address"], { name: "10.0.0.7" });
		refused(OTHER_NAME, ["address"]);
	});

	it("may have a key and a signature of RSA or of an elliptic curve, with SHA-256, 384 or 512", () => {
		for (const [authority, key] of [
			["ca", "ec"],
			["elliptic", "ec"],
			["elliptic", "rsa"],
			["elliptic384", "ec384"],
		]) {
			for (const hash of ["sha256", "sha384", "sha512"]) {
				const name = `${authority}-${key}-${hash}`;
				made.issue(name, authority, { key, hash });
				equal(verify([name], { authority }), true, name);
			}
		}
	});

	it("is not trusted with SHA-1, nor with a key whose exponent is below 65,537", () => {
		made.issue("sha1", "ca", { hash: "sha1" }).issue("weak", "ca", { key: "weak" });
		made.root("weak-ca", { key: "weak" }).issue("by-weak", "weak-ca");
		refused("unknown algorithm", ["sha1"]);
		refused("weak key", ["weak"]);
		refused("weak key", ["by-weak"], { authority: "weak-ca" });
	});

	it("is not trusted after any of its signed bytes was changed", () => {
		const secure = { verify: true, certificate: made.der("ca") };
		const good = made.der("good");
		// A SEQUENCE, of which the first element is what is signed; both have three bytes of length.
		const end = 8 + (good[6] << 8) + good[7];
		for (let at = 4; at < end; at += 7) {
			const changed = good.slice();
			changed[at] ^= 0x01;
			let trusted;
			try {
				trusted = new Certificates(secure, "broker.test").verify([changed]);
			} catch {
				trusted = false;
			}
			equal(trusted, false, `byte ${at}`);
		}
	});

	it("is not looked at with verify: false", () => {
		equal(new Certificates({ verify: false }, "broker.test").verify([]), true);
	});

	it("gives its key to check signatures with; the client's own certificate, the private one", () => {
		const clientKey = made.keyDER("good");
		const shown = [made.der("good")];
		const certificates = new Certificates({ verify: false, clientKey, clientCertificates: shown }, "broker.test");
		const server = made.der("below").buffer;
		certificates.register(server);
		equal(certificates.getKey(server).exponent, 65_537n);
		equal(certificates.findPreferredCert(), shown);
		equal(certificates.getKey(shown[0]).privateKey, clientKey);
	});
});
