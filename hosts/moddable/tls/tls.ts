// "mote-mqtt/tls" on a device, and in the simulators: what a client needs of the machine, to connect over TLS.

import { tcp } from "mote-mqtt/tcp";
import TLSSocket from "mote-mqtt/tlssocket";
import { expect } from "../../../src/checks.js";
import type { HostOptions } from "../../../src/options.js";
import { type SecureOptions, takeSecure } from "../../tls-options.js";

export type { SecureOptions } from "../../tls-options.js";

/** Where a PKCS#8 key of 1,024 bits and more says that it is one of RSA: an object identifier (RFC 8017 appendix C). */
const ALGORITHM = 9;
const RSA = "6,9,42,134,72,134,247,13,1,1,1";

/**
 * For the options of a Client: `new Client({ ...tls({ certificate }), host: "broker.example", … })`. Like `tcp`, with TLS 1.2
 * (RFC 5246) and port 8883. On a device and in the simulators, `clientKey` is an RSA key. Throws a TypeError that names the option
 * that is wrong. Call it once for each client: what it returns remembers that client's TLS session.
 */
export function tls(secure: SecureOptions): HostOptions & { port: 8883 } {
	const settings = takeSecure(secure);
	const key = settings.clientKey;
	expect(!key || key.slice(ALGORITHM, ALGORITHM + 11).join() === RSA, "tls.clientKey", "an RSA key, in PKCS#8");
	return { ...tcp, socket: Object.freeze({ io: TLSSocket, secure: settings }), port: 8883 };
}
