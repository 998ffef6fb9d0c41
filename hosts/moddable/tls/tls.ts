// "mote-mqtt/tls" on a device and in the simulators: the options with which a client connects over TLS.

import { tcp } from "mote-mqtt/tcp";
import TLSSocket from "mote-mqtt/tlssocket";
import type { HostOptions } from "../../../src/client/options.js";
import { Secure, type SecureOptions } from "../../tls-options.js";

export type { SecureOptions } from "../../tls-options.js";

/**
 * Options for a Client: `new Client({ ...tls({ certificate }), host: "broker.example", … })`. Like `tcp`, with TLS
 * 1.2 (RFC 5246) and port 8883. Throws a TypeError that names the wrong option. Call it once for each client, because
 * the returned object holds that client's TLS session.
 */
export function tls(options: SecureOptions): HostOptions & { port: 8883 } {
	const secure = new Secure(options);
	return { ...tcp, socket: Object.freeze({ io: TLSSocket, secure }), port: 8883 };
}
