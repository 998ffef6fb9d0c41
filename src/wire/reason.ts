// Hot path. What ends PUBACK to PUBCOMP, DISCONNECT and AUTH in 5.0: a reason code and properties, which may be left out.
import { assemble, Next, propertyBytes } from "./assemble.js";
import { Packet } from "./packet.js";
import type { Properties } from "./properties.js";
import { Code } from "./reason-code.js";

/**
 * The reason code at `at`, 0 if it is left out, and behind it the properties, up to the packet's end. Codes of 0x80 and above are failures,
 * whether they are listed for the packet or not: a server that is newer must not end a connection. Negative: minus the reason code that
 * says what is wrong.
 */
export function decodeReason(type: number, bytes: Uint8Array, at: number, end: number, properties: Properties): number {
	properties.clear();
	if (at >= end) return at === end ? 0 : -Code.malformedPacket;
	const code = bytes[at++];
	// Below 80 there is but "no matching subscribers"; of AUTH there are others, and when they may come is not known here.
	if (code && code < 0x80 && type !== Packet.AUTH && (code !== Code.noMatchingSubscribers || type > Packet.PUBREC))
		return -Code.malformedPacket;
	const wrong = at < end ? properties.take(at, end, type) : 0;
	return wrong ? -wrong : at < end && properties.last !== end ? -Code.malformedPacket : code;
}

/** DISCONNECT (section 3.14) or AUTH (section 3.15), as short as it can be. Allocates. */
export function encodeReason(type: Packet, code: number, properties: Uint8Array): Uint8Array {
	return assemble(type << 4, properties.length ? [code, Next.Raw, propertyBytes(properties)] : code ? [code] : []);
}
