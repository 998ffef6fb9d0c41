// Certificates, made anew for each run by the `openssl` command: no private key is ever kept.
import { execFileSync, spawnSync } from "node:child_process";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Why no certificates can be made on this machine; undefined if they can. */
export function missingOpenSSL() {
	const { error } = spawnSync("openssl", ["version"]);
	if (error) return `it cannot be run (${error.code})`;
}

const folders = [];
process.on("exit", () => {
	for (const path of folders) rmSync(path, { recursive: true, force: true });
});

const DAY = 86_400_000;
const time = (days) => `${new Date(Date.now() + days * DAY).toISOString().replace(/[-:T]|\..*/g, "")}Z`;

const CONFIGURATION = (folder) => `
[ca]
default_ca = it
[it]
database = ${folder}/index
new_certs_dir = ${folder}
serial = ${folder}/serial
default_md = sha256
policy = any
unique_subject = no
copy_extensions = copy
[any]
commonName = supplied
`;

/** A certificate and its private key: in PEM, in DER (the key as PKCS #8), and as paths of the PEM files. */
class Identity {
	constructor(path, ...chain) {
		this.paths = { certificate: `${path}.pem`, key: `${path}.key` };
		/** With the certificates that it comes from, as servers have it. */
		this.certificate = [readFileSync(this.paths.certificate, "utf8"), ...chain].join("");
		this.key = readFileSync(this.paths.key, "utf8");
		this.der = new Uint8Array(new X509Certificate(this.certificate).raw);
		this.keyDER = new Uint8Array(createPrivateKey(this.key).export({ format: "der", type: "pkcs8" }));
	}
}

/** Who signs certificates. */
export class Authority {
	#folder = mkdtempSync(join(tmpdir(), "mote-certificates-"));
	#count = 0;

	/** @param issuer another authority, which this one is under; without, it signs itself. */
	constructor(name, issuer) {
		folders.push(this.#folder);
		const settings = { basicConstraints: "critical,CA:TRUE", keyUsage: "critical,digitalSignature,keyCertSign" };
		this.identity = issuer ? issuer.issue(name, { settings }) : this.#signItself(name, settings);
		writeFileSync(join(this.#folder, "index"), "");
		writeFileSync(join(this.#folder, "configuration"), CONFIGURATION(this.#folder));
	}

	#signItself(name, settings) {
		const path = join(this.#folder, "authority");
		request(path, name, settings, ["-x509", "-days", "2", "-out", `${path}.pem`]);
		return new Identity(path);
	}

	/**
	 * @param options.names alternative names, as "DNS:broker.test" or "IP:127.0.0.1".
	 * @param options.from when it becomes valid, and `to`, when it expires, in days from now.
	 */
	issue(name, { names, from = -1, to = 1, settings = { basicConstraints: "critical,CA:FALSE" } } = {}) {
		const path = join(this.#folder, String(++this.#count));
		const configuration = join(this.#folder, "configuration");
		const { certificate, key } = this.identity.paths;
		const extensions = { ...settings, ...(names && { subjectAltName: names.join(",") }) };
		request(path, name, extensions, ["-out", `${path}.csr`]);
		const dates = ["-startdate", time(from), "-enddate", time(to)];
		const files = ["-cert", certificate, "-keyfile", key, "-in", `${path}.csr`, "-out", `${path}.pem`];
		openssl("ca", "-batch", "-notext", "-rand_serial", "-config", configuration, ...dates, ...files);
		return new Identity(path, this.identity.certificate);
	}
}

function request(path, name, extensions, output) {
	const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", `${path}.key`];
	const added = Object.entries(extensions).flatMap(([extension, value]) => ["-addext", `${extension}=${value}`]);
	openssl("req", "-new", ...key, "-subj", `/CN=${name}`, ...added, ...output);
}

function openssl(...words) {
	execFileSync("openssl", words, { stdio: ["ignore", "ignore", "pipe"] });
}
