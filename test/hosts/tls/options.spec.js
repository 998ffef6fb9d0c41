// tls() refuses options that cannot work when it is called, and not when a device is in the field.
import { deepEqual, equal, ok, throws } from "node:assert/strict";
import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { tls } from "mote-mqtt/tls";
import { missing } from "../../require.js";
import { Authority, hasOpenSSL } from "./authority.js";

describe("tls()", function () {
	if (!hasOpenSSL()) return missing("openssl", "it makes the certificates");
	this.timeout(60_000);
	const made = new Authority();
	const key = "ec";

	before(() => {
		made.root("ca", { key }).root("next", { key });
		made.issue("ec", "ca", { key }).issue("rsa", "ca").issue("other", "ca", { key });
		made.issue("rsa1024", "ca", { key: "rsa1024" }).issue("ec384", "ca", { key: "ec384" });
		made.issue("ed25519", "ca", { key: "ed25519" });
		made.issue("reader", "ca", { key, extensions: "extendedKeyUsage=clientAuth" });
	});

	after(() => made.remove());

	const refused = (option, expected, options) =>
		throws(() => tls({ certificate: made.der("ca"), ...options }), {
			name: "TypeError",
			message: new RegExp(`^${option}: expected .*${expected}`),
		});
	const shown = (name, clientKey = made.keyDER(name)) => ({ clientCertificates: [made.der(name)], clientKey });

	it("accepts one authority, or a list, also with a server's own certificate", () => {
		for (const certificate of [
			made.der("ca"),
			made.der("ca").buffer,
			[made.der("ca"), made.der("next")],
			[made.der("ec")],
		])
			ok(tls({ certificate }).socket);
	});

	it("refuses no authority, PEM, what is not a certificate, and an authority that could not be trusted for any server", () => {
		refused("tls.certificate", "the authority's certificate", { certificate: undefined });
		refused("tls.certificate", "the authority's certificate", { certificate: [] });
		refused("tls.certificate", "DER", { certificate: Buffer.from(made.pem("ca")) });
		refused("tls.certificate", "DER", { certificate: "ca.der" });
		refused("tls.certificate", "DER", { certificate: [made.der("ca"), undefined] });
		refused("tls.certificate", "a certificate", { certificate: made.keyDER("ca") });
		refused("tls.certificate", "a certificate", { certificate: made.der("ca").slice(0, -1) });
		refused("tls.certificate", "a certificate", { certificate: Buffer.concat([made.der("ca"), made.der("next")]) });
		refused("tls.certificate", "this one: certificate's issuer may not sign", {
			certificate: made.der("reader"),
		});
		refused("tls.certificate", "this one: certificate with a weak key", { certificate: made.der("rsa1024") });
	});

	it("accepts a server's name or address, and refuses what no certificate can contain", () => {
		for (const serverName of ["broker.test", "BROKER", "a-1_b.test", "10.0.0.7", "2001:db8::17", "::1"])
			ok(tls({ certificate: made.der("ca"), serverName }));
		for (const serverName of [
			...["", ".test", "broker.test.", "a..b", "broker.test:8883", "[::1]", "mqtts://broker.test", "*.test", "bröker"],
			...["a".repeat(64), `${"a.".repeat(126)}aa`, 7, null],
		])
			refused("tls.serverName", "a name of letters", { serverName });
	});

	it("accepts a client's key of RSA or P-256, even without its public part", () => {
		for (const name of ["ec", "rsa"]) ok(tls({ certificate: made.der("ca"), ...shown(name) }));
		// PKCS#8 of P-256 without the public point, which follows the 32 bytes of the secret number.
		const whole = made.keyDER("ec");
		const secret = whole.slice(36, 68);
		const algorithm = "301306072A8648CE3D020106082A8648CE3D030107";
		const bare = Buffer.concat([
			Buffer.from(`3041020100${algorithm}04273025020101 0420`.replace(" ", ""), "hex"),
			secret,
		]);
		deepEqual(
			createPrivateKey({ key: bare, format: "der", type: "pkcs8" }).export({ format: "jwk" }).d,
			Buffer.from(secret).toString("base64url"),
		);
		ok(tls({ certificate: made.der("ca"), ...shown("ec", bare) }));
	});

	it("refuses a client's key that is missing, belongs to another certificate, or is of another kind or not in PKCS#8", () => {
		refused("tls.clientKey", "the key to clientCertificates", { clientCertificates: [made.der("ec")] });
		refused("tls.clientCertificates", "the certificate for clientKey", { clientKey: made.keyDER("ec") });
		refused("tls.clientKey", "the key to the first", shown("ec", made.keyDER("other")));
		refused("tls.clientKey", "the key to the first", shown("ec", made.keyDER("rsa")));
		refused("tls.clientKey", "the key to the first", shown("rsa", made.keyDER("ec")));
		for (const name of ["rsa1024", "ec384", "ed25519"])
			refused("tls.clientCertificates", "RSA, 2048 bits or more, or P-256", shown(name));
		const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
		refused("tls.clientKey", "in PKCS#8", shown("rsa", privateKey.export({ type: "pkcs1", format: "der" })));
		const encrypted = { type: "pkcs8", format: "der", cipher: "aes-128-cbc", passphrase: "secret" };
		refused("tls.clientKey", "not encrypted", shown("rsa", privateKey.export(encrypted)));
		refused("tls.clientKey", "DER, not PEM", shown("ec", Buffer.from(made.key("ec"))));
		refused("tls.clientCertificates", "a certificate", {
			clientCertificates: [made.der("ec"), made.keyDER("ec")],
			clientKey: made.keyDER("ec"),
		});
	});

	it("accepts protocols in ASCII, and refuses others", () => {
		for (const applicationLayerProtocolNegotiation of ["mqtt", ["x-amzn-mqtt-ca", "mqtt"], []])
			ok(tls({ certificate: made.der("ca"), applicationLayerProtocolNegotiation }));
		for (const applicationLayerProtocolNegotiation of [
			"",
			[""],
			"mqtt\n",
			"é",
			"m".repeat(256),
			Array(8).fill("m".repeat(99)),
			[7],
			7,
		])
			refused("tls.applicationLayerProtocolNegotiation", "names of 1 to 255", { applicationLayerProtocolNegotiation });
	});

	it("stores the newest session, which can be read and restored", () => {
		const { secure } = tls({ certificate: made.der("ca"), session: Uint8Array.of(1, 2) }).socket;
		deepEqual(secure.session, Uint8Array.of(1, 2));
		secure.session = undefined;
		equal(secure.session, undefined);
	});
});
