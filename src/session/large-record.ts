// Hot path, for parts only. The record of a message that is larger than the memory contains only the part of the
// packet before the payload, with the length of the whole packet.

import { Packet, PublishFlag } from "../wire/packet.js";
import { lengthSize, readLength } from "../wire/remaining-length.js";
import { firstByte, type Session } from "./session.js";

/**
 * The number of bytes of the packet that the record at `at` does not contain: the payload of a message larger than
 * the memory.
 */
export function missing(session: Session, at: number): number {
	const packet = at + session.header;
	const end = session.after(at);
	const length = readLength(session.bytes, packet + 1, end);
	if (session.bytes[packet] >> 4 !== Packet.PUBLISH) return 0;
	return packet + 1 + lengthSize(length) + length - end;
}

/** Gives up the message at `at`, which cannot be sent. At QoS 2, it becomes PUBREL if the server may know it. */
export function forget(
	exactlyOnce: { discard(connection: never, at: number, isBegun: boolean): boolean } | undefined,
	connection: { readonly session: Session },
	at: number,
): void {
	const session = connection.session;
	if (firstByte(session, at) & PublishFlag.QoS2) exactlyOnce!.discard(connection as never, at, false);
	else session.remove(at);
}

/** The offset of the record of a message larger than the memory; -1 if there is none. There is at most one. */
export function findLarge(session: Session): number {
	for (let at = 0; at < session.used; at = session.after(at)) if (missing(session, at) > 0) return at;
	return -1;
}
