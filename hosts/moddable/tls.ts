// "mote-mqtt/tls" on a device: what a client needs of the machine, to connect over TLS.
import type { HostOptions } from "mote-mqtt";
import { tcp } from "mote-mqtt/tcp";
import TLSSocket from "mote-mqtt/tlssocket";
import { type SecureOptions, takeSecure } from "../secure.js";

export type { SecureOptions } from "../secure.js";

/**
 * For the options of a Client: `new Client({ ...tls({ certificate }), host: "broker.example", … })`. Like `tcp`, with TLS 1.2
 * (RFC 5246) and port 8883. Throws a TypeError that names the option that is wrong. Call it once for each client: what it
 * returns remembers that client's TLS session.
 */
export function tls(secure: SecureOptions): HostOptions & { port: 8883 } {
	return { ...tcp, socket: Object.freeze({ io: TLSSocket, secure: takeSecure(secure) }), port: 8883 };
}
