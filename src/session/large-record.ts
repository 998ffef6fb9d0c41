// Hot path, for parts only. The record of a message that is larger than the memory: its packet is only what is before the payload, and says how
// long all of it is.

import { Packet, PublishFlag } from "../wire/packet.js";
import { lengthSize, readLength } from "../wire/remaining-length.js";
import { firstByte, type Session } from "./session.js";

/** How many bytes the packet of the record at `at` has beyond the record: of a message that is larger than the memory, its payload. */
export function missing(session: Session, at: number): number {
	const packet = at + session.header;
	const end = session.after(at);
	const length = readLength(session.bytes, packet + 1, end);
	if (session.bytes[packet] >> 4 !== Packet.PUBLISH) return 0;
	return packet + 1 + lengthSize(length) + length - end;
}

/** Forgets the message whose record is at `at`, and that cannot be sent: one at QoS 2 that the server may know of goes on as PUBREL. */
export function forget(
	exactlyOnce: { discard(connection: never, at: number, isBegun: boolean): boolean } | undefined,
	connection: { readonly session: Session },
	at: number,
): void {
	const session = connection.session;
	if (firstByte(session, at) & PublishFlag.QoS2) exactlyOnce!.discard(connection as never, at, false);
	else session.remove(at);
}

/** Where the record of a message that is larger than the memory lies; -1 if there is none. There is one at most. */
export function findLarge(session: Session): number {
	for (let at = 0; at < session.used; at = session.after(at)) if (missing(session, at) > 0) return at;
	return -1;
}
