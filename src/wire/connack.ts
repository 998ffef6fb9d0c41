// Set-up. CONNACK (section 3.2 of both versions).

import { Packet } from "./packet.js";
import type { Properties } from "./properties.js";
import { Code } from "./reason-code.js";

/** CONNACK of 3.1.1, bytes[start, end): its return code, with 256 added if a session is present; -1 if it is malformed. */
export function decodeConnack311(bytes: Uint8Array, start: number, end: number): number {
	const flags = bytes[start];
	const code = bytes[start + 1];
	return end - start !== 2 || flags > 1 || (code && flags) ? -1 : code | (flags << 8);
}

/**
 * CONNACK of 5.0, bytes[start, end): its reason code, with 256 added if a session is present; or minus the reason code that says what
 * is wrong. Fills `properties`.
 */
export function decodeConnack5(bytes: Uint8Array, start: number, end: number, properties: Properties): number {
	const flags = bytes[start];
	const code = bytes[start + 1];
	// A server of 3.1.1 refuses in its own way: without properties.
	if (end - start === 2 && flags === 0 && code === 1) return Code.unsupportedProtocolVersion;
	const wrong = properties.take(start + 2, end, Packet.CONNACK);
	if (wrong) return -wrong;
	if (properties.last !== end || flags > 1 || (code && (flags || code < 0x80))) return -Code.malformedPacket;
	return code | (flags << 8);
}
