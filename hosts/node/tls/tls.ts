// "mote-mqtt/tls" in Node.js: what a client needs of the machine, to connect over TLS.
import { createPrivateKey, X509Certificate } from "node:crypto";
import { createSecureContext, type SecureContext } from "node:tls";
import type { HostOptions } from "../../../src/options.js";
import { Secure, type SecureOptions } from "../../tls-options.js";
import { tcp } from "../socket/tcp.js";
import { TLSSocket } from "./tlssocket.js";

export type { SecureOptions };

/** What a device offers: what works here must work there. For TLS 1.3, which a device has not, RSA-PSS is needed besides. */
const OFFERED = Object.freeze({
	ciphers: "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256",
	sigalgs: "ECDSA+SHA256:RSA+SHA256:RSA-PSS+SHA256",
	ecdhCurve: "P-256",
});

/**
 * For the options of a Client: `new Client({ ...tls({ certificate }), host: "broker.example", … })`. Like `tcp`, with TLS 1.2 or
 * 1.3 and port 8883. Throws a TypeError that names the option that is wrong. Call it once for each client: what it returns
 * remembers that client's TLS session.
 */
export function tls(options: SecureOptions): HostOptions & { port: 8883 } {
	const secure = new Secure(options);
	return {
		...tcp,
		socket: { io: TLSSocket as never, secure, context: createContext(secure) },
		port: 8883,
	};
}

function createContext({ certificates, clientCertificates, clientKey }: Secure): SecureContext {
	const key = clientKey && parse("tls.clientKey", () => keyOf(clientKey));
	const own = clientCertificates.map((each) => parse("tls.clientCertificates", () => pemOf(each)));
	return parse("tls.clientKey", () =>
		createSecureContext({
			minVersion: "TLSv1.2",
			...OFFERED,
			// The certificates given are trusted, also those that are not roots.
			allowPartialTrustChain: true,
			ca: certificates.map((each) => parse("tls.certificate", () => pemOf(each))),
			...(key && { key, cert: own.join("") }),
		}),
	);
}

function pemOf(certificate: Uint8Array): string {
	return new X509Certificate(certificate).toString();
}

function keyOf(key: Uint8Array): string {
	return createPrivateKey({ key: Buffer.from(key), format: "der", type: "pkcs8" })
		.export({ format: "pem", type: "pkcs8" })
		.toString();
}

function parse<T>(option: string, make: () => T): T {
	try {
		return make();
	} catch (error) {
		throw new TypeError(`${option}: ${(error as Error).message}`);
	}
}
