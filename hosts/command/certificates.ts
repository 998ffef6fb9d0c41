// Makes an authority and a broker's certificate for `mote new --tls`. The certificate is for this machine, so that
// the app runs at once. The authority's key is deleted, so that nobody can sign anything else with it.
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SimulatorError } from "../simulator/launcher/simulator-error.js";

const DAYS = "825";

/** Makes authority.der for the app, and broker.pem and broker.key for the broker. */
export async function makeCertificates(folder: string): Promise<void> {
	mkdirSync(folder, { recursive: true });
	const openssl = (...words: string[]): void => {
		try {
			execFileSync("openssl", words, { cwd: folder, stdio: ["ignore", "ignore", "pipe"], encoding: "utf8" });
		} catch (error) {
			const { code, stderr } = error as { code?: string; stderr?: string };
			throw new SimulatorError(
				code === "ENOENT"
					? "--tls needs the command openssl, to make certificates (on Debian: apt install openssl)"
					: `openssl ${words[0]} failed: ${stderr?.trim().split("\n").at(-1)}`,
			);
		}
	};
	const key = ["-newkey", "rsa:2048", "-nodes"];
	openssl(
		"req",
		"-x509",
		...key,
		"-days",
		DAYS,
		"-subj",
		"/CN=Authority of this app",
		"-keyout",
		"authority.key",
		"-out",
		"authority.pem",
	);
	openssl("req", ...key, "-subj", "/CN=localhost", "-keyout", "broker.key", "-out", "broker.csr");
	writeFileSync(join(folder, "broker.ext"), "subjectAltName=DNS:localhost,IP:127.0.0.1\nbasicConstraints=CA:FALSE\n");
	const authority = ["-CA", "authority.pem", "-CAkey", "authority.key", "-set_serial", "2"];
	openssl(
		"x509",
		"-req",
		"-in",
		"broker.csr",
		...authority,
		"-days",
		DAYS,
		"-extfile",
		"broker.ext",
		"-out",
		"broker.pem",
	);
	openssl("x509", "-in", "authority.pem", "-outform", "DER", "-out", "authority.der");
	for (const name of ["authority.key", "authority.pem", "broker.csr", "broker.ext"]) rmSync(join(folder, name));
}
