// A client of 5.0 that has fallen back to 3.1.1.
import { fallback } from "mote-mqtt/fallback";
import { Host5 } from "../../mqtt5/host.js";

/** What servers of 3.1.1 say of 5.0: CONNACK with return code 1. And what servers of 5.0 alone say of what they do not speak. */
export const UNSUPPORTED = "20 02 00 01";
export const UNSUPPORTED_5 = "20 03 00 84 00";
export const ACCEPTED_311 = "20 02 00 00";

/** Its host, once it is connected. */
export function fallen(options, connack = ACCEPTED_311) {
	const host = new Host5();
	host.client({ fallback, onDisconnect: undefined, ...options });
	host.meet();
	host.send(UNSUPPORTED);
	host.again(connack);
	host.writes.length = host.log.length = 0;
	return host;
}
