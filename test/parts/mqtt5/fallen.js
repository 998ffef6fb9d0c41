// A client of 5.0 that has fallen back to 3.1.1.
import { fallback } from "mote-mqtt/fallback";
import { Host5 } from "../../mqtt5/host.js";

/** How servers refuse a version: those of 3.1.1 with CONNACK 1, and those of 5.0 in their own way. */
export const UNSUPPORTED = "20 02 00 01";
export const UNSUPPORTED_5 = "20 03 00 84 00";
export const ACCEPTED_311 = "20 02 00 00";

/** The host of a connected client that has fallen back. */
export function fallen(options, connack = ACCEPTED_311) {
	const host = new Host5();
	host.client({ fallback, onDisconnect: undefined, ...options });
	host.meet();
	host.send(UNSUPPORTED);
	host.again(connack);
	host.writes.length = host.log.length = 0;
	return host;
}
