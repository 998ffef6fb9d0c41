// Set-up. Builds a packet from its fields.
import { lengthSize, writeLength } from "./remaining-length.js";

/** A byte; or a field, which is written after its length in two bytes; or, after Raw, plain bytes; or nothing. */
export type Part = number | Uint8Array | undefined;

export const enum Next {
	/** The next part is written without its length. */
	Raw = -1,
}

/** Returns a new packet that begins with `header` and continues with `parts`. Allocates. */
export function assemble(header: number, parts: readonly Part[]): Uint8Array {
	const count = parts.length;
	let remaining = 0;
	for (let i = 0; i < count; i++) {
		const part = parts[i];
		if (typeof part === "number") remaining += part === Next.Raw ? -2 : 1;
		else if (part) remaining += part.length + 2;
	}
	const packet = new Uint8Array(1 + lengthSize(remaining) + remaining);
	packet[0] = header;
	let at = writeLength(packet, 1, remaining);
	let isRaw = false;
	for (let i = 0; i < count; i++) {
		const part = parts[i];
		if (part === Next.Raw) isRaw = true;
		else if (typeof part === "number") packet[at++] = part;
		else if (part) {
			const size = part.length;
			if (!isRaw) {
				packet[at++] = size >> 8;
				packet[at++] = size;
			}
			packet.set(part, at);
			at += size;
			isRaw = false;
		}
	}
	return packet;
}

/** Encoded properties of 5.0, after their length. */
export function propertyBytes(properties: Uint8Array): Uint8Array {
	const bytes = new Uint8Array(lengthSize(properties.length) + properties.length);
	bytes.set(properties, writeLength(bytes, 0, properties.length));
	return bytes;
}
