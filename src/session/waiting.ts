// Not the hot path. Finds queued messages that were never sent, not even partly. Only these may be replaced by newer
// ones.
import type { Native } from "../host.js";
import { Packet } from "../wire/packet.js";
import { Template } from "../wire/publish.js";
import { identifierOf, type Session } from "./session.js";

/** A topic with its name. */
interface Named {
	readonly template: Uint8Array;
	readonly nameSize: number;
}

/** The current connection. */
interface Writing {
	readonly session: Session;
	/** How many bytes of the next record were written. */
	readonly position: number;
	/** A partly written packet that is not a record. */
	readonly partly: Uint8Array | undefined;
	readonly native: Native;
}

/** The offset of the first record of which no connection has got a byte. */
export function neverSent(connection: Writing): number {
	const session = connection.session;
	let at = session.sent;
	let again = session.again || (connection.position && !connection.partly ? 1 : 0);
	while (again-- > 0 && at < session.used) at = session.after(at);
	return at;
}

/** The offset of the last message of this topic at QoS 1 or 2 that was never sent; -1 if there is none. */
export function findLatest(connection: Writing, topic: Named): number {
	const session = connection.session;
	const bytes = session.bytes;
	const nameSize = topic.nameSize;
	let found = -1;
	if (session.sent === session.used) session.again = 0;
	for (let at = neverSent(connection); at < session.used; at = session.after(at)) {
		let name = at + session.header;
		if (bytes[name] >> 4 !== Packet.PUBLISH || !identifierOf(session, at) || isCut(session, at)) continue;
		// Skips the packet's length and the name's.
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
	/**
	 * First byte, and a length of 0. That is shorter than any message, and this state is checked before the topic is
	 * searched for.
	 */
	Size = 2,
}

/** Cuts down the record at `at`, whose message has expired, until the app has been told. */
export function cut(session: Session, at: number): void {
	session.remove(at, session.header + Cut.Size);
	session.bytes[at + session.header + 1] = 0;
}

/** Whether the record was cut down. */
export function isCut(session: Session, at: number): boolean {
	return session.view.getUint16(at) === Cut.Size;
}
