// Not the hot path. What waits in the session and was never sent, not even in part: it alone may give way to something newer.
import type { Native } from "../host.js";
import { Packet } from "../wire/packet.js";
import { Template } from "../wire/publish.js";
import { identifierOf, type Session } from "./session.js";

/** A topic by its name. */
interface Named {
	readonly template: Uint8Array;
	readonly nameSize: number;
}

/** The present connection. */
interface Writing {
	readonly session: Session;
	/** How much has been written of the record that is next. */
	readonly position: number;
	/** It is no record that is half written. */
	readonly partly: Uint8Array | undefined;
	readonly native: Native;
}

/** Where the records begin that no connection has been given a byte of. */
export function neverSent(connection: Writing): number {
	const session = connection.session;
	let at = session.sent;
	let again = session.again || (connection.position && !connection.partly ? 1 : 0);
	while (again-- > 0 && at < session.used) at = session.after(at);
	return at;
}

/** Where the last message of that topic lies, at QoS 1 or 2, that was never sent; -1 if there is none. */
export function findLatest(connection: Writing, topic: Named): number {
	const session = connection.session;
	const bytes = session.bytes;
	const nameSize = topic.nameSize;
	let found = -1;
	if (session.sent === session.used) session.again = 0;
	for (let at = neverSent(connection); at < session.used; at = session.after(at)) {
		let name = at + session.header;
		if (bytes[name] >> 4 !== Packet.PUBLISH || !identifierOf(session, at) || isCut(session, at)) continue;
		// Behind the packet's length, and the name's.
		do name++;
		while (bytes[name] > 127);
		name += 3;
		if (
			session.view.getUint16(name - 2) === nameSize &&
			connection.native.isSame(bytes, name, name + nameSize, topic.template, Template.Topic)
		)
			found = at;
	}
	return found;
}

const enum Cut {
	/** First byte, and a length of 0: shorter than any message, and that it has expired is seen before its topic is looked for. */
	Size = 2,
}

/** Cuts down the record at `at`, of a message that has expired, until the app is told. */
export function cut(session: Session, at: number): void {
	session.remove(at, session.header + Cut.Size);
	session.bytes[at + session.header + 1] = 0;
}

/** Whether that has been done. */
export function isCut(session: Session, at: number): boolean {
	return session.view.getUint16(at) === Cut.Size;
}
