// Certificates for tests, which the openssl program creates when they are needed, so that nothing stored expires.
// Keys are small, to be created quickly.
import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Whether there is an openssl program. */
export function hasOpenSSL() {
	try {
		return execFileSync("openssl", ["version"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).length > 0;
	} catch {
		return false;
	}
}

/** Extensions of a server's certificate, and of one that may sign others. */
export const SERVER = "subjectAltName=DNS:broker.test,IP:127.0.0.1\nbasicConstraints=CA:FALSE";
export const SIGNER = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\nsubjectKeyIdentifier=hash";

const KEYS = {
	rsa: ["rsa", { modulusLength: 2_048 }],
	weak: ["rsa", { modulusLength: 2_048, publicExponent: 3 }],
	rsa512: ["rsa", { modulusLength: 512 }],
	rsa1024: ["rsa", { modulusLength: 1_024 }],
	ec: ["ec", { namedCurve: "P-256" }],
	ec384: ["ec", { namedCurve: "P-384" }],
	ec521: ["ec", { namedCurve: "P-521" }],
	ed25519: ["ed25519", {}],
};

/** A folder with certificates, by name. */
export class Authority {
	constructor() {
		this.folder = mkdtempSync(join(tmpdir(), "mote-certificates-"));
		this.serial = 1;
	}

	/** Deletes all certificates. */
	remove() {
		rmSync(this.folder, { recursive: true, force: true });
	}

	/** Creates a key and a self-signed certificate. */
	root(name, { extensions = SIGNER, ...options } = {}) {
		return this.issue(name, undefined, { extensions, ...options });
	}

	/**
	 * Creates a key, and a certificate signed by `issuer`, or by itself if undefined. `days` are the beginning and
	 * end of its validity, from today. Without extensions, it is of version 1. `sign`: more arguments for signing.
	 */
	issue(
		name,
		issuer,
		{ key = "rsa", extensions = SERVER, days = [-2, 30], hash = "sha256", subject = name, sign = [] } = {},
	) {
		const { privateKey } = generateKeyPairSync(...KEYS[key]);
		writeFileSync(this.at(name, "key"), privateKey.export({ type: "pkcs8", format: "pem" }));
		writeFileSync(this.at(name, "cnf"), configuration(name, subject, extensions));
		writeFileSync(this.at(name, "index"), "");
		writeFileSync(this.at(name, "serial"), `${(16 + this.serial++).toString(16)}\n`);
		const signing = issuer ?? name;
		const request = ["-config", this.at(name, "cnf"), "-key", this.at(name, "key")];
		this.openssl(["req", "-new", ...request, "-out", this.at(name, "csr")]);
		this.openssl([
			...["ca", "-batch", "-notext", "-config", this.at(name, "cnf"), "-in", this.at(name, "csr")],
			...["-keyfile", this.at(signing, "key"), "-md", hash, "-out", this.at(name, "pem")],
			...(issuer ? ["-cert", this.at(issuer, "pem")] : ["-selfsign"]),
			...["-startdate", date(days[0]), "-enddate", date(days[1]), ...sign],
			...(extensions ? ["-extensions", "extensions"] : []),
			...["-outdir", this.folder],
		]);
		return this;
	}

	/** Certificates in PEM, one after another. */
	pem(...names) {
		return names.map((name) => readFileSync(this.at(name, "pem"), "utf8")).join("");
	}

	/** The private key in PEM, PKCS#8. */
	key(name) {
		return readFileSync(this.at(name, "key"), "utf8");
	}

	/** A certificate in DER. */
	der(name) {
		return fromPEM(this.pem(name));
	}

	/** The private key in DER, PKCS#8. */
	keyDER(name) {
		return fromPEM(this.key(name));
	}

	at(name, ending) {
		return join(this.folder, `${name}.${ending}`);
	}

	openssl(args) {
		execFileSync("openssl", args, { cwd: this.folder, stdio: ["ignore", "ignore", "pipe"] });
	}
}

/** The bytes of the first PEM block. */
export function fromPEM(text) {
	return new Uint8Array(Buffer.from(text.match(/-----BEGIN [^-]*-----([^-]*)/)[1], "base64"));
}

function configuration(name, subject, extensions) {
	return `[ca]
default_ca = authority
[authority]
database = ${name}.index
serial = ${name}.serial
new_certs_dir = .
policy = policy
unique_subject = no
[policy]
commonName = supplied
[req]
distinguished_name = name
prompt = no
[name]
CN = ${subject}
[extensions]
${extensions}
`;
}

/** The date so many days from now, in a certificate's format. */
function date(days) {
	return `${new Date(Date.now() + days * 86_400_000).toISOString().replace(/[-:T]/g, "").slice(0, 14)}Z`;
}
