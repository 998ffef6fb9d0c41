// Set-up. CONNACK (section 3.2 of both versions).

import { Packet } from "./packet.js";
import type { Properties } from "./properties.js";
import { Code } from "./reason-code.js";

/**
 * Decodes CONNACK of 3.1.1 in bytes[start, end). Returns its return code, + 256 if a session is present; -1 if it
 * is malformed.
 */
export function decodeConnack311(bytes: Uint8Array, start: number, end: number): number {
	const flags = bytes[start];
	const code = bytes[start + 1];
	return end - start !== 2 || flags > 1 || (code && flags) ? -1 : code | (flags << 8);
}

/**
 * Decodes CONNACK of 5.0 in bytes[start, end) and fills `properties`. Returns its reason code, + 256 if a session is
 * present; or the negative reason code of the error.
 */
export function decodeConnack5(bytes: Uint8Array, start: number, end: number, properties: Properties): number {
	const flags = bytes[start];
	const code = bytes[start + 1];
	// A server with 3.1.1 refuses with its own CONNACK, without properties.
	if (end - start === 2 && flags === 0 && code === 1) return Code.unsupportedProtocolVersion;
	const wrong = properties.take(start + 2, end, Packet.CONNACK);
	if (wrong) return -wrong;
	if (properties.last !== end || flags > 1 || (code && (flags || code < 0x80))) return -Code.malformedPacket;
	return code | (flags << 8);
}
