// Not the hot path. Requests in the way: which one it may be that the server ends connections with; and what becomes of the record of one that is
// given up, when the server may know of it: see Discarded in session.ts.
import { Discarded, Field, Pubrel, type Session } from "./session.js";
import { Unsettled } from "./subscribing-connection.js";
import { Identifier } from "./wire/packet.js";

/** A message that is larger than the memory. */
interface Begun {
	/** Whether it was half written when the connection ended. */
	isBegun(): boolean;
}

/**
 * The server has ended a connection, perhaps because of a request: the one that it has ended connections with before, or else the first one of
 * those that were sent whole, if any was; or one that is larger than the memory, and was begun, as its length is said first.
 */
export function blame(connection: { readonly session: Session; readonly pulled: Begun | undefined }): void {
	const session = connection.session;
	const sent = session.sent || (connection.pulled?.isBegun() ? session.after(0) : 0);
	if (!sent) return;
	if (session.find(session.suspect, sent) < 0) session.attempts = 0;
	if (!session.attempts) session.suspect = session.view.getUint16(Field.Identifier);
	session.attempts++;
	session.blamed = true;
}

/** A connection that sends requests. */
interface Asking {
	readonly session: Session;
	readonly unsettled: number;
	readonly subscriptions: { readonly request: number };
	readonly time: { readonly ticks: number };
}

/**
 * Milliseconds within which the first request in line is to be acknowledged, if it has `limit` of them from when it was first seen here; or after which it
 * is to be looked again whether one is awaited. First is what went first; then filters; then messages.
 */
export function timeLeft(connection: Asking, limit: number): number {
	const session = connection.session;
	const now = connection.time.ticks;
	const first =
		connection.unsettled & Unsettled.Birth
			? Identifier.Birth
			: connection.subscriptions.request
				? Identifier.Request
				: session.sent && session.view.getUint16(Field.Identifier);
	if (first !== session.awaited) {
		session.awaited = first;
		session.awaitedSince = now;
	}
	return first ? limit - ((now - session.awaitedSince) | 0) : limit - (limit >> 1);
}

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
