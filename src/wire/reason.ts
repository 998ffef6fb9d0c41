// Hot path. The end of PUBACK to PUBCOMP, DISCONNECT and AUTH in 5.0: a reason code and properties, both optional.
import { assemble, Next, propertyBytes } from "./assemble.js";
import { Packet } from "./packet.js";
import type { Properties } from "./properties.js";
import { Code } from "./reason-code.js";

/**
 * Returns the reason code at `at`, 0 if it is omitted, and takes the properties after it, up to the packet's end.
 * Codes from 0x80 on are failures even if they are not listed for the packet, so that a newer server does not end a
 * connection. A negative number is the negative reason code of the error.
 */
export function decodeReason(type: number, bytes: Uint8Array, at: number, end: number, properties: Properties): number {
	properties.clear();
	if (at >= end) return at === end ? 0 : -Code.malformedPacket;
	const code = bytes[at++];
	// Below 0x80 only "no matching subscribers" is valid. AUTH has others; their order is checked elsewhere.
	if (code && code < 0x80 && type !== Packet.AUTH && (code !== Code.noMatchingSubscribers || type > Packet.PUBREC))
		return -Code.malformedPacket;
	const wrong = at < end ? properties.take(at, end, type) : 0;
	return wrong ? -wrong : at < end && properties.last !== end ? -Code.malformedPacket : code;
}

/** DISCONNECT (section 3.14) or AUTH (section 3.15), as short as possible. Allocates. */
export function encodeReason(type: Packet, code: number, properties: Uint8Array): Uint8Array {
	return assemble(type << 4, properties.length ? [code, Next.Raw, propertyBytes(properties)] : code ? [code] : []);
}
