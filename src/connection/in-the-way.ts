// Not the hot path. Requests in the way: which one it may be that the server ends connections with, or does not acknowledge.

import { Field, type Session } from "../session/session.js";
import { Identifier } from "../wire/packet.js";
import { Unsettled } from "./connection-state.js";

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
