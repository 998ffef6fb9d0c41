// Set-up. SUBSCRIBE and UNSUBSCRIBE (sections 3.8 and 3.10 of both versions).
import { assemble, Next, type Part } from "./assemble.js";
import { Packet } from "./packet.js";

/** SUBSCRIBE if each filter has a byte of options, otherwise UNSUBSCRIBE. Only 5.0 has `properties`. */
export function encodeSubscribe(
	identifier: number,
	properties: Uint8Array | undefined,
	filters: readonly Uint8Array[],
	options?: readonly number[],
): Uint8Array {
	const parts: Part[] = [identifier >> 8, identifier];
	if (properties) parts.push(Next.Raw, properties);
	for (let i = 0; i < filters.length; i++) parts.push(filters[i], options?.[i]);
	return assemble(((options ? Packet.SUBSCRIBE : Packet.UNSUBSCRIBE) << 4) | 2, parts);
}
