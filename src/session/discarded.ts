// Not the hot path. Changes the record of a message that is given up but may be known to the server: see Discarded in
// session.ts.
import { Discarded, Field, Pubrel, type Session } from "./session.js";

/** Replaces a message at QoS 2 by PUBREL, which stays until PUBCOMP. */
export function abandon(session: Session, at: number): void {
	const start = at + session.header;
	const identifier = session.view.getUint16(at + Field.Identifier);
	session.remove(at, session.header + 1 + Pubrel.Size);
	session.bytes[start] = Discarded.QoS2;
	session.view.setUint16(start + 1, (Pubrel.Header << 8) | 2);
	session.view.setUint16(start + 3, identifier);
}

/** Removes the record at `at`, but reserves its identifier while the server has the session. */
export function retire(session: Session, at: number): void {
	const identifier = session.view.getUint16(at + Field.Identifier);
	session.remove(at);
	reserve(session, identifier);
}

/** Reserves an identifier while the server has the session. There must be room for a record's header. */
export function reserve(session: Session, identifier: number): void {
	session.capacity -= session.header;
	session.view.setInt32(session.capacity, identifier);
}

/** Whether the message was given up whose record begins with this byte. */
export function isDiscarded(first: number): boolean {
	return first === Discarded.QoS1 || first === Discarded.QoS2 || first >> 4 === Discarded.Begun >> 4;
}
