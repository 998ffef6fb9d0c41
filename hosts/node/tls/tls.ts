// "mote-mqtt/tls" in Node.js: the options with which a client connects over TLS.
import { createPrivateKey, X509Certificate } from "node:crypto";
import { createSecureContext, type SecureContext } from "node:tls";
import type { HostOptions } from "../../../src/client/options.js";
import { Secure, type SecureOptions } from "../../tls-options.js";
import { tcp } from "../socket/tcp.js";
import { TLSSocket } from "./tlssocket.js";

export type { SecureOptions };

/**
 * The same algorithms as on a device, so that a server that works here works there. TLS 1.3, which a device does not
 * have, also needs RSA-PSS.
 */
const OFFERED = Object.freeze({
	ciphers: "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256",
	sigalgs: "ECDSA+SHA256:RSA+SHA256:RSA-PSS+SHA256",
	ecdhCurve: "P-256",
});

/**
 * Options for a Client: `new Client({ ...tls({ certificate }), host: "broker.example", … })`. Like `tcp`, with TLS
 * 1.2 or 1.3 and port 8883. Throws a TypeError that names the wrong option. Call it once for each client, because the
 * returned object holds that client's TLS session.
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
			// Trusts the given certificates even if they are not roots.
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
