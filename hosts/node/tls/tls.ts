// "mote-mqtt/tls" in Node.js: what a client needs of the machine, to connect over TLS.
import { createPrivateKey, X509Certificate } from "node:crypto";
import { createSecureContext, type SecureContext } from "node:tls";
import type { HostOptions } from "../../../src/options.js";
import { type Secure, type SecureOptions, takeSecure } from "../../tls-options.js";
import { tcp } from "../socket/tcp.js";
import { TLSSocket } from "./tlssocket.js";

export type { SecureOptions };

/**
 * For the options of a Client: `new Client({ ...tls({ certificate }), host: "broker.example", … })`. Like `tcp`, with TLS 1.2 or
 * 1.3 and port 8883. Throws a TypeError that names the option that is wrong. Call it once for each client: what it returns
 * remembers that client's TLS session.
 */
export function tls(options: SecureOptions): HostOptions & { port: 8883 } {
	const secure = takeSecure(options);
	return {
		...tcp,
		socket: { io: TLSSocket as never, secure: { ...secure, context: createContext(secure) } },
		port: 8883,
	};
}

function createContext({ certificate, clientCertificates, clientKey }: Secure): SecureContext {
	const key = clientKey && parse("tls.clientKey", () => keyOf(clientKey));
	const authority = certificate && parse("tls.certificate", () => new X509Certificate(certificate).toString());
	const own = clientCertificates.map((each) =>
		parse("tls.clientCertificates", () => new X509Certificate(each).toString()),
	);
	return parse("tls.clientKey", () =>
		createSecureContext({
			minVersion: "TLSv1.2",
			// The one certificate is trusted, also if it is not the root.
			allowPartialTrustChain: true,
			ca: authority ?? [],
			...(key && { key, cert: own.join("") }),
		}),
	);
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
