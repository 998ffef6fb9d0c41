// Set-up. Puts a packet together from its fields.
import { lengthSize, writeLength } from "./remaining-length.js";

/** A byte; or a field, which goes behind its length in two bytes; or bytes as they are; or nothing. */
export type Part = number | Uint8Array | { readonly bytes: Uint8Array } | undefined;

/** The packet that begins with `header` and goes on with `parts`, undefined if it is too long. Allocates it. */
export function assemble(header: number, parts: readonly Part[]): Uint8Array {
	let remaining = 0;
	for (let i = 0; i < parts.length; i++) {
		const part = parts[i];
		if (typeof part === "number") remaining++;
		else if (part) remaining += "bytes" in part ? part.bytes.length : part.length + 2;
	}
	const packet = new Uint8Array(1 + lengthSize(remaining) + remaining);
	packet[0] = header;
	let at = writeLength(packet, 1, remaining);
	for (let i = 0; i < parts.length; i++) {
		const part = parts[i];
		if (typeof part === "number") packet[at++] = part;
		else if (part) {
			const bytes = "bytes" in part ? part.bytes : part;
			if (bytes === part) {
				packet[at++] = bytes.length >> 8;
				packet[at++] = bytes.length;
			}
			packet.set(bytes, at);
			at += bytes.length;
		}
	}
	return packet;
}

/** Encoded properties of 5.0, behind their length. */
export function propertyBytes(properties: Uint8Array): Uint8Array {
	const bytes = new Uint8Array(lengthSize(properties.length) + properties.length);
	bytes.set(properties, writeLength(bytes, 0, properties.length));
	return bytes;
}

/** The same, as a part of a packet. */
export function propertyPart(properties: Uint8Array): Part {
	return { bytes: propertyBytes(properties) };
}
