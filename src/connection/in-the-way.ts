// Not hot path. Finds the request because of which the server may end connections, or which it does not acknowledge.

import { Field, type Session } from "../session/session.js";
import { Identifier } from "../wire/packet.js";
import { Unsettled } from "./connection-state.js";

/** A message that is larger than memory. */
interface Begun {
	/** Whether it was partly written when the connection ended. */
	isBegun(): boolean;
}

/**
 * The server has ended a connection, perhaps because of a request. Blames the request that was blamed before, or the
 * first of those that were sent whole; or a message larger than memory that was begun, because its length is sent
 * first.
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
 * The time left in milliseconds for the server to acknowledge the first request in line, which has `limit` from when
 * this function first saw it; or when to check again. The birth message is first in line, then filters, then
 * messages.
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
