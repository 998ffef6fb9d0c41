// Chains of certificates, malicious and valid, with the expected verdict on each: the same on a device, in its
// simulator and in Node.js. They are made by openssl, by default with keys of P-256.
import { Authority, hasOpenSSL, SERVER, SIGNER } from "./authority.js";

export const TRUSTED = "trusted";

const NOT_TRUSTED = "certificate not trusted";
const NOT_NOW = "certificate expired or clock not set";
const OTHER_NAME = "certificate is for another name";
const NOT_FOR_SERVERS = "certificate is not for servers";
const MAY_SIGN_NONE = "certificate's issuer may not sign";
const TOO_LONG = "certificate chain longer than an authority allows";
const CONSTRAINED = "certificate's name not allowed by an authority";
const UNKNOWN_CONSTRAINT = "certificate constrains names in an unknown way";
const UNKNOWN_EXTENSION = "certificate with an unknown critical extension";
const WEAK_KEY = "certificate with a weak key";
const WEAK_SIGNATURE = "certificate with a weak signature";
const UNKNOWN_ALGORITHM = "certificate with an unknown algorithm";

const names = (list) => `basicConstraints=CA:FALSE\nsubjectAltName=${list}`;
const purpose = (list) => `${SERVER}\nextendedKeyUsage=${list}`;
const usage = (list) => `${SERVER}\nkeyUsage=critical,${list}`;
const below = (count) => SIGNER.replace("CA:TRUE", `CA:TRUE,pathlen:${count}`);
const constraint = (list) => `${SIGNER}\nnameConstraints=critical,${list}`;
/** An unassigned extension. */
const STRANGE = "1.2.3.4=critical,DER:0500";
/** Identifies the issuer's key, if two issuers have the same name. */
const BY_KEY = "authorityKeyIdentifier=keyid";
/** "broker.test", a NUL, and ".evil.test". */
const NUL = "subjectAltName=DER:30:18:82:16:62:72:6f:6b:65:72:2e:74:65:73:74:00:2e:65:76:69:6c:2e:74:65:73:74";

/**
 * { title, chain, authorities, name, verdict }: `chain` and `authorities` are certificates in DER. `thrown`: tls()
 * throws, because no server could be trusted for such an authority. `alert`: the socket's detail, if a server does
 * not even send such a certificate to this client. `node`: Node.js's detail, which does not send certificates that
 * may not sign, nor all that are out of order. `key`: of the first certificate, in PEM. Empty if there is no openssl.
 */
export const CASES = hasOpenSSL() ? makeAll() : [];

function makeAll() {
	const made = new Authority();
	try {
		return makeCases(made);
	} finally {
		made.remove();
	}
}

function makeCases(made) {
	const cases = [];
	const key = "ec";
	const root = (name, options) => made.root(name, { key, ...options });
	const issue = (name, issuer, options) => made.issue(name, issuer, { key, ...options });
	const signer = (name, issuer, extensions, options) => issue(name, issuer, { extensions, ...options });

	/** `chain`: names, the server's first; `authorities`: the names of the trusted ones. */
	function add(verdict, title, chain, { authorities = ["ca"], name = "broker.test", change, ...more } = {}) {
		const all = chain.map((each) => made.der(each));
		if (change) change(all[0]);
		cases.push({
			title,
			verdict,
			chain: all,
			key: made.key(chain[0]),
			authorities: authorities.map((each) => made.der(each)),
			name,
			...more,
		});
	}

	root("ca");
	root("other");
	root("rsa", { key: "rsa" });
	root("ec384", { key: "ec384" });
	issue("good", "ca");
	issue("theirs", "other");
	signer("middle", "ca", SIGNER);
	signer("second", "middle", SIGNER);
	issue("below", "middle");
	issue("deep", "second");

	add(TRUSTED, "of the authority's", ["good"]);
	add(TRUSTED, "of the authority's, which is sent as well", ["good", "ca"]);
	add(TRUSTED, "of the authority's, before others that are not needed", ["good", "other", "middle"]);
	add(TRUSTED, "of one that the authority has signed", ["below", "middle"]);
	add(TRUSTED, "three below the authority, which is sent as well", ["deep", "second", "middle", "ca"]);
	add(TRUSTED, "before what it comes from in another order", ["deep", "ca", "good", "middle", "second"], {
		node: NOT_TRUSTED,
	});
	add(TRUSTED, "of an authority that is itself under another", ["below"], { authorities: ["middle"] });
	add(TRUSTED, "of an authority that is itself under another, both sent", ["below", "middle", "ca"], {
		authorities: ["middle"],
	});
	add(TRUSTED, "of the first of two authorities", ["good"], { authorities: ["ca", "other"] });
	add(TRUSTED, "of the second of two authorities", ["good"], { authorities: ["other", "ca"] });
	add(NOT_TRUSTED, "of neither of two authorities", ["below"], { authorities: ["other", "rsa"] });
	add(NOT_TRUSTED, "of another authority", ["theirs"]);
	add(NOT_TRUSTED, "of another authority, before its own", ["theirs", "other"]);
	add(NOT_TRUSTED, "of another authority, before ours", ["theirs", "ca"]);
	add(NOT_TRUSTED, "of another authority, before one that ours has signed", ["theirs", "middle", "ca"]);
	add(NOT_TRUSTED, "without the one that has signed it", ["below"]);
	add(NOT_TRUSTED, "without the one between", ["deep", "second", "ca"]);

	root("self", { extensions: SERVER });
	add(NOT_TRUSTED, "that signs itself", ["self"]);
	add(NOT_TRUSTED, "that signs itself, before the authority's", ["self", "ca"]);
	root("false-ca", { subject: "ca" });
	issue("by-false", "false-ca");
	add(NOT_TRUSTED, "of an authority of the same name with another key", ["by-false"]);
	add(NOT_TRUSTED, "of an authority of the same name with another key, which is sent", ["by-false", "false-ca"]);
	add(NOT_TRUSTED, "with a signature that was changed", ["good"], {
		change: (bytes) => {
			bytes[bytes.length - 1] ^= 1;
		},
	});
	add(NOT_TRUSTED, "that says in its signed part that it is signed in another way", ["good"], {
		// ECDSA with SHA-384 instead of SHA-256 in the unsigned part, which has the last such identifier.
		change: (bytes) => {
			bytes[Buffer.from(bytes).lastIndexOf(Buffer.from("2a8648ce3d040302", "hex")) + 7] = 3;
		},
	});

	// The server's own certificate as an authority.
	add(TRUSTED, "that is handed in itself, and signs itself", ["self"], { authorities: ["self"] });
	add(TRUSTED, "that is handed in itself, whoever has signed it", ["theirs"], { authorities: ["theirs"] });
	issue("by-good", "good");
	add(MAY_SIGN_NONE, "of a server's that is handed in", ["by-good"], { authorities: ["good"] });
	add(MAY_SIGN_NONE, "of a server's that is handed in, which is sent as well", ["by-good", "good"], {
		authorities: ["good"],
	});
	add(MAY_SIGN_NONE, "of a server's that the authority has signed", ["by-good", "good"]);
	add(OTHER_NAME, "that is handed in itself, for another name", ["self"], {
		authorities: ["self"],
		name: "other.test",
	});

	// Which certificates may sign others.
	signer("no-usage", "ca", "basicConstraints=CA:TRUE\nkeyUsage=digitalSignature,cRLSign");
	issue("by-no-usage", "no-usage");
	add(MAY_SIGN_NONE, "of one without keyCertSign", ["by-no-usage", "no-usage"], { node: NOT_TRUSTED });
	add(MAY_SIGN_NONE, "of an authority without keyCertSign", ["by-no-usage"], { authorities: ["no-usage"] });
	signer("no-constraints", "ca", "keyUsage=keyCertSign,digitalSignature");
	issue("by-no-constraints", "no-constraints");
	add(MAY_SIGN_NONE, "of one that does not say that it is an authority", ["by-no-constraints", "no-constraints"]);
	add(MAY_SIGN_NONE, "of an authority that does not say that it is one", ["by-no-constraints"], {
		authorities: ["no-constraints"],
	});
	root("version1", { extensions: "" });
	issue("by-version1", "version1");
	add(TRUSTED, "of an authority of version 1, which can say nothing", ["by-version1"], { authorities: ["version1"] });
	issue("version1-below", "ca", { extensions: "" });
	issue("by-version1-below", "version1-below");
	add(MAY_SIGN_NONE, "of one of version 1 that is none", ["by-version1-below", "version1-below"]);

	// The maximum length of a chain.
	root("none-below", { extensions: below(0) });
	issue("first", "none-below");
	signer("forbidden", "none-below", SIGNER);
	issue("by-forbidden", "forbidden");
	const noneBelow = { authorities: ["none-below"] };
	add(TRUSTED, "of an authority that allows none between", ["first"], noneBelow);
	add(TOO_LONG, "with one between, of an authority that allows none", ["by-forbidden", "forbidden"], noneBelow);
	signer("one-below", "ca", below(1));
	signer("last", "one-below", SIGNER);
	issue("two-below", "last");
	signer("beyond", "last", SIGNER);
	issue("three-below", "beyond");
	add(TRUSTED, "with as many between as one of them allows", ["two-below", "last", "one-below"]);
	add(TOO_LONG, "with more between than one of them allows", ["three-below", "beyond", "last", "one-below"]);
	signer("renewed", "none-below", `${SIGNER}\n${BY_KEY}`, { subject: "none-below" });
	issue("by-renewed", "renewed", { extensions: `${SERVER}\n${BY_KEY}` });
	add(TRUSTED, "of the authority's next key, which does not count", ["by-renewed", "renewed"], noneBelow);

	// The period of validity.
	issue("expired", "ca", { days: [-9, -1] });
	issue("early", "ca", { days: [1, 9] });
	signer("old", "ca", SIGNER, { days: [-9, -1] });
	issue("below-old", "old");
	root("old-ca", { days: [-9, -1] });
	issue("below-old-ca", "old-ca");
	issue("until-2060", "ca", { days: [-2, 12_500] });
	add(NOT_NOW, "that is expired", ["expired"]);
	add(NOT_NOW, "that is not valid yet", ["early"]);
	add(NOT_NOW, "of one that is expired", ["below-old", "old"]);
	add(NOT_NOW, "of an authority that is expired", ["below-old-ca"], { authorities: ["old-ca"] });
	add(NOT_NOW, "that is handed in itself, and expired", ["expired"], { authorities: ["expired"] });
	add(TRUSTED, "that is valid beyond 2050", ["until-2060"]);

	// The purpose.
	issue("for-servers", "ca", { extensions: purpose("serverAuth") });
	issue("for-both", "ca", { extensions: purpose("clientAuth,serverAuth") });
	issue("for-clients", "ca", { extensions: purpose("clientAuth") });
	issue("for-any", "ca", { extensions: purpose("anyExtendedKeyUsage") });
	issue("for-mail", "ca", { extensions: purpose("critical,emailProtection") });
	add(TRUSTED, "for servers", ["for-servers"]);
	add(TRUSTED, "for clients and servers", ["for-both"]);
	add(NOT_FOR_SERVERS, "for clients", ["for-clients"]);
	add(NOT_FOR_SERVERS, "for any purpose, of which servers are not named", ["for-any"]);
	add(NOT_FOR_SERVERS, "for mail", ["for-mail"]);
	issue("signs", "ca", { extensions: usage("digitalSignature,keyEncipherment") });
	// With RSA, because an OpenSSL server does not use others for a purpose that they exclude.
	issue("signs-only-others", "ca", { key: "rsa", extensions: usage("keyCertSign") });
	issue("enciphers", "ca", { key: "rsa", extensions: usage("keyEncipherment") });
	add(TRUSTED, "whose key signs and enciphers", ["signs"]);
	add(NOT_FOR_SERVERS, "whose key signs other certificates only", ["signs-only-others"]);
	add(NOT_FOR_SERVERS, "whose key enciphers only", ["enciphers"]);
	signer("middle-clients", "ca", `${SIGNER}\nextendedKeyUsage=clientAuth`);
	issue("by-middle-clients", "middle-clients");
	signer("middle-servers", "ca", `${SIGNER}\nextendedKeyUsage=serverAuth,clientAuth`);
	issue("by-middle-servers", "middle-servers");
	root("ca-clients", { extensions: `${SIGNER}\nextendedKeyUsage=clientAuth` });
	issue("by-ca-clients", "ca-clients");
	add(NOT_FOR_SERVERS, "of one that is for clients", ["by-middle-clients", "middle-clients"]);
	add(TRUSTED, "of one that is for servers, too", ["by-middle-servers", "middle-servers"]);
	add(NOT_FOR_SERVERS, "of an authority for clients", ["by-ca-clients"], {
		authorities: ["ca-clients"],
		thrown: true,
	});

	// Unknown critical extensions.
	issue("strange", "ca", { extensions: `${SERVER}\n${STRANGE}` });
	issue("strange-harmless", "ca", { extensions: `${SERVER}\n${STRANGE.replace("critical,", "")}` });
	signer("middle-strange", "ca", `${SIGNER}\n${STRANGE}`);
	issue("by-middle-strange", "middle-strange");
	root("ca-strange", { extensions: `${SIGNER}\n${STRANGE}` });
	issue("by-ca-strange", "ca-strange");
	signer("explicit", "ca", `${SIGNER}\npolicyConstraints=critical,requireExplicitPolicy:0`);
	issue("by-explicit", "explicit");
	issue("policy", "ca", { extensions: `${SERVER}\ncertificatePolicies=critical,1.2.3.4` });
	add(UNKNOWN_EXTENSION, "with a critical extension of nobody's", ["strange"]);
	add(TRUSTED, "with an extension of nobody's that is not critical", ["strange-harmless"]);
	add(UNKNOWN_EXTENSION, "of one with a critical extension of nobody's", ["by-middle-strange", "middle-strange"]);
	add(UNKNOWN_EXTENSION, "of an authority with a critical extension of nobody's", ["by-ca-strange"], {
		authorities: ["ca-strange"],
		thrown: true,
	});
	add(UNKNOWN_EXTENSION, "of one that asks for policies", ["by-explicit", "explicit"]);
	add(TRUSTED, "with a critical policy", ["policy"]);

	// Keys and signatures.
	issue("rsa-leaf", "ca", { key: "rsa" });
	issue("by-rsa", "rsa");
	issue("rsa-by-rsa", "rsa", { key: "rsa" });
	issue("by-ec384", "ec384");
	issue("ec384-leaf", "ca", { key: "ec384" });
	add(TRUSTED, "with a key of RSA", ["rsa-leaf"]);
	add(TRUSTED, "of an authority with a key of RSA", ["by-rsa"], { authorities: ["rsa"] });
	add(TRUSTED, "with a key of RSA, of an authority with one", ["rsa-by-rsa"], { authorities: ["rsa"] });
	add(TRUSTED, "of an authority with a key of P-384", ["by-ec384"], { authorities: ["ec384"] });
	add(TRUSTED, "with a key of P-384", ["ec384-leaf"], { alert: "alert handshake_failure" });
	for (const hash of ["sha384", "sha512"])
		for (const authority of ["ca", "ec384", "rsa"]) {
			issue(`${authority}-${hash}`, authority, { hash });
			add(TRUSTED, `signed with ${hash} by an authority with a key of ${authority}`, [`${authority}-${hash}`], {
				authorities: [authority],
			});
		}
	for (const [kind, title] of [
		["rsa512", "of RSA, 512 bits"],
		["rsa1024", "of RSA, 1,024 bits"],
		["weak", "of RSA with exponent 3"],
	]) {
		issue(`leaf-${kind}`, "ca", { key: kind });
		add(WEAK_KEY, `with a key ${title}`, [`leaf-${kind}`]);
		signer(`middle-${kind}`, "ca", SIGNER, { key: kind });
		issue(`by-middle-${kind}`, `middle-${kind}`);
		add(WEAK_KEY, `of one with a key ${title}`, [`by-middle-${kind}`, `middle-${kind}`]);
		root(`ca-${kind}`, { key: kind });
		issue(`by-ca-${kind}`, `ca-${kind}`);
		add(WEAK_KEY, `of an authority with a key ${title}`, [`by-ca-${kind}`], {
			authorities: [`ca-${kind}`],
			thrown: true,
		});
	}
	for (const hash of ["sha1", "md5"]) {
		issue(`leaf-${hash}`, "rsa", { hash });
		add(WEAK_SIGNATURE, `signed with ${hash}`, [`leaf-${hash}`], { authorities: ["rsa"] });
		signer(`middle-${hash}`, "rsa", SIGNER, { hash });
		issue(`by-middle-${hash}`, `middle-${hash}`);
		add(WEAK_SIGNATURE, `of one signed with ${hash}`, [`by-middle-${hash}`, `middle-${hash}`], {
			authorities: ["rsa"],
		});
	}
	issue("ecdsa-sha1", "ca", { hash: "sha1" });
	add(WEAK_SIGNATURE, "signed with ECDSA and SHA-1", ["ecdsa-sha1"]);
	root("sha1-ca", { hash: "sha1" });
	issue("by-sha1-ca", "sha1-ca");
	add(TRUSTED, "of an authority that has signed itself with SHA-1, which proves nothing anyway", ["by-sha1-ca"], {
		authorities: ["sha1-ca"],
	});
	issue("pss", "rsa", { sign: ["-sigopt", "rsa_padding_mode:pss"] });
	add(UNKNOWN_ALGORITHM, "signed with RSA-PSS", ["pss"], { authorities: ["rsa"] });
	for (const kind of ["ed25519", "ec521"]) {
		issue(`leaf-${kind}`, "ca", { key: kind });
		add(UNKNOWN_ALGORITHM, `with a key of ${kind}`, [`leaf-${kind}`], { alert: "alert handshake_failure" });
		root(`ca-${kind}`, { key: kind, hash: kind === "ed25519" ? "null" : "sha256" });
		issue(`by-ca-${kind}`, `ca-${kind}`, { hash: kind === "ed25519" ? "null" : "sha256" });
		add(UNKNOWN_ALGORITHM, `of an authority with a key of ${kind}`, [`by-ca-${kind}`], {
			authorities: [`ca-${kind}`],
			thrown: true,
		});
	}

	// The server's name.
	const list = "DNS:one.test,DNS:TWO.test,DNS:*.three.test,DNS:*.four,DNS:f*.five.test,DNS:*six.test,DNS:a.*.test";
	const addresses = "IP:10.0.0.7,IP:2001:db8::17,DNS:10.0.0.9,DNS:.seven.test";
	issue("names", "ca", { extensions: names(`${list},${addresses}`) });
	for (const name of [
		"one.test",
		"ONE.TEST",
		"two.test",
		"a.three.test",
		"B-c.three.test",
		"10.0.0.7",
		"2001:db8::17",
		"2001:0DB8:0:0::0.0.0.23",
	])
		add(TRUSTED, `for ${name}, which is among its names`, ["names"], { name });
	for (const name of [
		"one",
		"one.tes",
		"one.test.",
		"xone.test",
		".one.test",
		".test",
		"three.test",
		".three.test",
		"a.b.three.test",
		"*.three.test",
		"a.four",
		"foo.five.test",
		"xsix.test",
		"a.six.test",
		"a.b.test",
		".seven.test",
		"a.seven.test",
		"names",
		"10.0.0.8",
		"10.0.0.9",
		"10.0.0.71",
		"010.0.0.7",
		"2001:db8::18",
	])
		add(OTHER_NAME, `for other names than ${name}`, ["names"], { name });
	issue("broker.test", "ca", { extensions: "basicConstraints=CA:FALSE" });
	add(OTHER_NAME, "with a common name only", ["broker.test"]);
	issue("elsewhere", "ca", { extensions: names("email:broker.test,URI:broker.test,DNS:elsewhere.test") });
	add(OTHER_NAME, "with the name of another kind", ["elsewhere"]);
	issue("nul", "ca", { extensions: `basicConstraints=CA:FALSE\n${NUL}` });
	add(OTHER_NAME, "with a name that has more behind a NUL", ["nul"]);

	// The names that an authority may sign.
	const vouch = (title, verdict, constraints, extensions = SERVER, name = "broker.test") => {
		const number = cases.length;
		root(`ca-${number}`, { extensions: constraint(constraints) });
		issue(`by-${number}`, `ca-${number}`, { extensions });
		add(verdict, `of an authority ${title}`, [`by-${number}`], { authorities: [`ca-${number}`], name });
		signer(`middle-${number}`, "ca", constraint(constraints));
		issue(`below-${number}`, `middle-${number}`, { extensions });
		add(verdict, `of one ${title}`, [`below-${number}`, `middle-${number}`], { name });
	};
	const onlyName = names("DNS:broker.test");
	vouch("that may vouch for its name", TRUSTED, "permitted;DNS:broker.test", onlyName);
	vouch("that may vouch for names below", TRUSTED, "permitted;DNS:TEST", onlyName);
	vouch("that may vouch for names below a dot", TRUSTED, "permitted;DNS:.test", onlyName);
	vouch("that may vouch for one of these names", TRUSTED, "permitted;DNS:a.test,permitted;DNS:broker.test", onlyName);
	vouch("that may not vouch for another name", TRUSTED, "excluded;DNS:a.test", onlyName);
	vouch("that may vouch for addresses only of its network", TRUSTED, "permitted;IP:127.0.0.0/255.0.0.0");
	vouch("that may vouch for another name only", CONSTRAINED, "permitted;DNS:elsewhere.test", onlyName);
	vouch("that may vouch for part of its name only", CONSTRAINED, "permitted;DNS:roker.test", onlyName);
	vouch("that may vouch for what is below its name only", CONSTRAINED, "permitted;DNS:.broker.test", onlyName);
	vouch("that may not vouch for its name", CONSTRAINED, "permitted;DNS:test,excluded;DNS:broker.test", onlyName);
	vouch("that may not vouch for names below", CONSTRAINED, "excluded;DNS:test", onlyName);
	vouch("that may not vouch for one of its names", CONSTRAINED, "permitted;DNS:broker.test", `${onlyName},DNS:a.test`);
	vouch("that may not vouch for its address", CONSTRAINED, "permitted;IP:10.0.0.0/255.0.0.0");
	vouch("that may not vouch for its network", CONSTRAINED, "excluded;IP:127.0.0.0/255.255.255.0");
	const star = names("DNS:*.home.test");
	vouch("that may vouch for all a star stands for", TRUSTED, "permitted;DNS:home.test", star, "a.home.test");
	vouch("that may not vouch for one a star stands for", CONSTRAINED, "excluded;DNS:a.home.test", star, "a.home.test");
	vouch("that may vouch for mail only", UNKNOWN_CONSTRAINT, "permitted;email:home.test");
	return cases;
}
