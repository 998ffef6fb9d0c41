// Not the hot path. What becomes of the record of a message that is given up, where the server may know of it: see Discarded in session.ts.
import { Discarded, Field, Pubrel, type Session } from "./session.js";

/** Puts PUBREL in the place of a message at QoS 2: until PUBCOMP. */
export function abandon(session: Session, at: number): void {
	const start = at + session.header;
	const identifier = session.view.getUint16(at + Field.Identifier);
	session.remove(at, session.header + 1 + Pubrel.Size);
	session.bytes[start] = Discarded.QoS2;
	session.view.setUint16(start + 1, (Pubrel.Header << 8) | 2);
	session.view.setUint16(start + 3, identifier);
}

/** Forgets the record at `at`, but for its identifier, which is taken as long as the server has the session. */
export function retire(session: Session, at: number): void {
	const identifier = session.view.getUint16(at + Field.Identifier);
	session.remove(at);
	reserve(session, identifier);
}

/** Takes an identifier for as long as the server has the session. There is room for a record's header. */
export function reserve(session: Session, identifier: number): void {
	session.capacity -= session.header;
	session.view.setInt32(session.capacity, identifier);
}

/** Whether the message was given up whose record begins with that byte. */
export function isDiscarded(first: number): boolean {
	return first === Discarded.QoS1 || first === Discarded.QoS2 || first >> 4 === Discarded.Begun >> 4;
}
