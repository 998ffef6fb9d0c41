// "mote-mqtt/tls" on a device, and in the simulators: what a client needs of the machine, to connect over TLS.

import { tcp } from "mote-mqtt/tcp";
import TLSSocket from "mote-mqtt/tlssocket";
import type { HostOptions } from "../../../src/options.js";
import { Secure, type SecureOptions } from "../../tls-options.js";

export type { SecureOptions } from "../../tls-options.js";

/**
 * For the options of a Client: `new Client({ ...tls({ certificate }), host: "broker.example", … })`. Like `tcp`, with TLS 1.2
 * (RFC 5246) and port 8883. Throws a TypeError that names the option that is wrong. Call it once for each client: what it returns
 * remembers that client's TLS session.
 */
export function tls(options: SecureOptions): HostOptions & { port: 8883 } {
	const secure = new Secure(options);
	return { ...tcp, socket: Object.freeze({ io: TLSSocket, secure }), port: 8883 };
}
