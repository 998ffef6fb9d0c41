// Set-up. "mote-mqtt/saved-session": saves a client's session as bytes, which the app keeps through deep sleep or a
// restart. They contain the messages that are not acknowledged, the identifiers of received messages at QoS 2, and
// the filters that the server has granted. To the server, the client has only lost its connection.
//
//     "m" | version of this format: 3, or 2 without a warm start | attempts to deliver the suspect message | reserved identifiers
//     | Packet Identifier of that message (2 bytes) | size of the filters (2)
//     "M" | size of a record's header, + 1 after fallback to 3.1.1, + 16 * index of the server in a list
//     | last Packet Identifier (2 bytes) | size of the records (4) | of those sent (20 bits)
//     | number of the others that were sent earlier (12 bits) | uptime in seconds, for their expiry (4)
//     | number of received identifiers (2)
//     | records | received identifiers (2 each) | reserved identifiers, which are not to be used (2 each)
//     | filters, as in subscriptions.ts: those granted, and those to unsubscribe from
//     | in version 3, data for a warm start: see warm-start.ts | CRC-32 (4)
//
// Earlier versions of Mote wrote version 2, or nothing before "M". Both can still be read.

import type { SessionConnection } from "../connection/session-connection.js";
import { reserve } from "../session/discarded.js";
import { Filter } from "../session/filter-state.js";
import { findLarge, forget } from "../session/large-record.js";
import { areRecords, identifierOf, moveExpiry, type Session } from "../session/session.js";
import type { Subscriptions } from "../session/subscriptions.js";
import { Code } from "../wire/reason-code.js";
import { Entry } from "../wire/topic-filter.js";
import { isSame } from "../wire/topic-name.js";
import { endOfWarm, restoreWarm, saveWarm, type WarmClient } from "./warm-start.js";

const VERSIONED = 0x6d;
/** Without and with data for a warm start. */
const enum Version {
	Cold = 2,
	Warm = 3,
}
/** The size of the fields before "M". */
const PREFIX = 8;
const MARK = 0x4d;
/** Enough for 524,288, the maximum of `buffers.unacknowledged`. */
const SENT_BITS = 20;
const MOST_AGAIN = 4_095;
/** The size of the fields from "M" up to the records. */
const HEADER = 18;
const CHECKSUM = 4;
/** The server of a session is not known. */
const NONE = 15;
/** The size of a record's header with a message's expiry. */
const HEADER_5 = 8;

/** A client of either version. */
interface Client {
	readonly settled: boolean;
	/** @internal */
	readonly host: string;
	/** @internal */
	readonly port: number;
	/** @internal */
	readonly connection: SessionConnection;
	readonly exactlyOnce?: object | undefined;
}

/** The properties of a client, its connection and its parts that are used here. */
interface Saved extends WarmClient {
	readonly connection: SessionConnection & { uptime?(): number };
	readonly exactlyOnce?:
		| {
				readonly identifiers: Uint16Array;
				count: number;
				discard(connection: SessionConnection, at: number, isBegun: boolean): boolean;
		  }
		| undefined;
	readonly authentication?: object;
	readonly random?: () => number;
	readonly clean?: boolean | "once";
	resume?(): void;
	readonly onOutcome?: ((identifier: number, code: number) => void) | undefined;
	readonly fallback?: { fall(client: object, isConverted: boolean): boolean } | undefined;
	readonly servers?: { session: number; resume(client: object, session: number): void } | undefined;
}

/**
 * The number of bytes that saveSession() needs now at most. The required bytes are 30 when the client is settled, and
 * at most 30 more than `buffers.unacknowledged`; for each filter, 13 plus its name and properties; and 2 for each
 * message at QoS 2 that is being received. Data for a shorter next wake is left out if there is no room: 4 to 20
 * bytes for the server's address, 16 for each server that `eager` knows, and the TLS session.
 * @example const bytes = new Uint8Array(savedSize(client));
 */
export function savedSize(client: Client): number {
	return neededSize(client as Saved) + saveWarm(client as Saved, Infinity);
}

/**
 * The size without data for a warm start. If `used` is given, the size with the first `used` bytes of records and
 * without filters.
 */
function neededSize(saved: Saved, used?: number): number {
	const { session, subscriptions } = saved.connection;
	const identifiers = (saved.exactlyOnce?.count ?? 0) + reserved(session);
	const kept = used ?? session.used + saveFilters(subscriptions);
	return PREFIX + HEADER + kept + 2 * identifiers + CHECKSUM;
}

/** Copies the granted filters and those to unsubscribe from to `into`, if given, at `at`. Returns their size. */
function saveFilters(subscriptions: Subscriptions, into?: Uint8Array, at = 0): number {
	const start = at;
	for (let entry = 0; entry < subscriptions.used; entry = subscriptions.after(entry)) {
		const found = subscriptions.bytes[entry + Entry.State];
		const state = found & (Filter.Granted | Filter.Removed);
		// Skips an entry that was replaced and whose outcome the app does not know yet; the current entry of the
		// filter comes later.
		if (!state || (found & (Filter.Left | Filter.Told)) === (Filter.Left | Filter.Told)) continue;
		const next = subscriptions.after(entry);
		if (into) {
			into.set(subscriptions.bytes.subarray(entry, next), at);
			into[at + Entry.Handler] = into[at + Entry.Code] = into[at + Entry.Code + 1] = 0;
			// Not in use until the app subscribes to it again.
			into[at + Entry.State] = state & Filter.Removed ? Filter.Removed | Filter.Due : Filter.Granted | Filter.Left;
		}
		at += next - entry;
	}
	return at - start;
}

/**
 * Restores the filters of saveFilters(). A filter that the app has already subscribed to need not be requested if it
 * is the same.
 */
function restoreFilters(connection: SessionConnection, saved: Uint8Array): void {
	const subscriptions = connection.filters();
	const bytes = subscriptions.bytes;
	for (let at = 0; at + Entry.Header < saved.length; ) {
		const next = at + number(saved, at);
		const name = at + Entry.Header + number(saved, at + Entry.Properties) + 2;
		if (next <= name || next > saved.length) break;
		let isKnown = false;
		for (let entry = 0; entry < subscriptions.used; entry = subscriptions.after(entry)) {
			const start = subscriptions.filterAt(entry);
			const end = subscriptions.after(entry);
			if (end - start !== next - name || !isSame(bytes, start, end - 1, saved, name)) continue;
			isKnown = true;
			const state = bytes[entry + Entry.State];
			const same =
				end - entry === next - at && isSame(bytes, entry + Entry.Properties, end, saved, at + Entry.Properties);
			if (same && !((state | saved[at + Entry.State]) & Filter.Removed))
				bytes[entry + Entry.State] = (state & ~(Filter.Due | Filter.New)) | Filter.Granted;
		}
		// With less memory than before, a filter may fit no packet and must not be truncated. A packet has 9 bytes
		// beside the filter; an entry has 13.
		if (!isKnown && subscriptions.used + next - at <= bytes.length && next - at - 4 <= connection.outSize) {
			bytes.set(saved.subarray(at, next), subscriptions.used);
			subscriptions.used += next - at;
		}
		at = next;
	}
	subscriptions.survey();
	connection.ask(0);
}

/** The number of reserved identifiers. */
function reserved(session: Session): number {
	return Math.min((session.bytes.length - session.capacity) / session.header, 255);
}

/**
 * Saves a client's session (section 4.1), at any time: connected or not, or after close(). The client continues, and
 * later changes are not in the bytes. The restored client needs `clean: false` and the same `id`. With TLS the bytes
 * are secret, because they contain the TLS session. Allocates little.
 * @param into the memory, filled from its beginning. @param onPartly called if not everything fits, with the number
 * of messages that fit and that do not. The oldest messages are saved, and no filters, which are then requested
 * again. Without onPartly, a RangeError says the same and nothing is saved.
 * @returns the number of bytes written. Throws RangeError if `into` is too small even without messages.
 * @example saveSession(client, bytes);
 * keptMemory.write(bytes);
 */
export function saveSession(
	client: Client,
	into: Uint8Array,
	onPartly?: (saved: number, left: number) => void,
): number {
	const saved = client as Saved;
	const { connection, exactlyOnce, servers } = saved;
	const session = connection.session;
	const needed = neededSize(saved);
	const isWhole = needed <= into.length;
	let used = session.used;
	let filters = needed - neededSize(saved, used);
	let again = session.again || (connection.position && !connection.partly ? 1 : 0);
	let count = 0;
	let left = 0;
	if (!isWhole) {
		const room = into.length - neededSize(saved, 0);
		used = filters = 0;
		while (used < session.used && session.after(used) <= room) used = session.after(used);
		count = countRecords(session, 0, used);
		left = countRecords(session, used, session.used);
		if (room < 0 || !onPartly)
			throw new RangeError(
				"into: expected " +
					needed +
					" bytes or more; " +
					into.length +
					" hold " +
					count +
					" of " +
					(count + left) +
					" messages",
			);
		again = Math.min(again, countRecords(session, session.sent, used));
	}
	const view = new DataView(into.buffer, into.byteOffset + PREFIX);
	const received = exactlyOnce?.count ?? 0;
	const taken = reserved(session);
	const identifiers = HEADER + used;
	const end = identifiers + 2 * (received + taken) + PREFIX + filters;
	const warm = saveWarm(saved, into.length - end - CHECKSUM, into, end);
	into[0] = VERSIONED;
	into[1] = warm ? Version.Warm : Version.Cold;
	into[2] = Math.min(session.attempts, 255);
	into[3] = taken;
	into[4] = session.suspect >> 8;
	into[5] = session.suspect;
	into[6] = filters >> 8;
	into[7] = filters;
	if (filters) saveFilters(connection.subscriptions, into, end - filters);
	view.setUint8(0, MARK);
	// -1, no server, becomes 15.
	view.setUint8(1, session.header + (hasFallen(saved) ? 1 : 0) + (Math.min(servers?.session ?? 0, NONE) << 4));
	view.setUint16(2, session.identifier);
	view.setUint32(4, used);
	view.setUint32(8, Math.min(session.sent, used) | (Math.min(again, MOST_AGAIN) << SENT_BITS));
	view.setUint32(12, connection.uptime?.() ?? 0);
	view.setUint16(16, received);
	into.set(session.bytes.subarray(0, used), PREFIX + HEADER);
	for (let i = 0; i < received; i++) view.setUint16(identifiers + 2 * i, exactlyOnce!.identifiers[i]);
	for (let i = 0; i < taken; i++)
		view.setUint16(identifiers + 2 * (received + i), identifierOf(session, session.capacity + i * session.header));
	view.setUint32(end + warm - PREFIX, checksum(into, end + warm));
	if (!isWhole) onPartly!(count, left);
	return end + warm + CHECKSUM;
}

/**
 * Restores a saved session. Call it right after creating the client, which must use the same version of MQTT.
 * @param bytes from saveSession(); more bytes may follow. undefined, the result of keptMemory.read() after a loss of
 * power, returns false.
 * @param slept milliseconds since the session was saved, because messages of 5.0 may expire. Default 0.
 * @returns whether the session was restored. If not, the client is unchanged: the bytes are damaged, of another
 * version or larger than `buffers.unacknowledged`, or they contain messages at QoS 2 and `exactlyOnce` is missing or
 * too small. A 5.0 client that had fallen back to 3.1.1 continues so, and needs `fallback` again. The payload of a
 * message larger than the memory ("mote-mqtt/large-messages") was not saved: the message is given up, and onOutcome
 * is called with Reason.payloadMissing before this returns. Throws RangeError for `slept`, and Error if the client
 * has begun to connect or has accepted a message.
 * @example restoreSession(client, keptMemory.read(), 60_000);
 */
export function restoreSession(client: Client, bytes: Uint8Array | undefined, slept = 0): boolean {
	const saved = client as Saved;
	const { connection, exactlyOnce, fallback, authentication } = saved;
	const session = connection.session;
	if (connection.phase || session.used) throw new Error("restoreSession: expected a client that was just made");
	if (!(slept >= 0)) throw new RangeError("slept: expected milliseconds, 0 or more");
	if (!bytes) return false;
	const version = bytes[0] === VERSIONED ? bytes[1] : 0;
	const start = version === Version.Cold || version === Version.Warm ? PREFIX : 0;
	if (bytes.length < start + HEADER + CHECKSUM || bytes[start] !== MARK) return false;
	const view = new DataView(bytes.buffer, bytes.byteOffset + start);
	const used = view.getUint32(4);
	const both = view.getUint32(8);
	const sent = both & ((1 << SENT_BITS) - 1);
	const received = view.getUint16(16);
	const identifiers = HEADER + used;
	const taken = start && bytes[3];
	const filters = identifiers + 2 * (received + taken);
	const warm = filters + (start && (bytes[6] << 8) | bytes[7]);
	const end = version === Version.Warm ? endOfWarm(bytes, start + warm) - start : warm;
	const header = view.getUint8(1) & 15;
	const fallen = header === HEADER_5 + 1;
	// A client with authentication must not continue without it in 3.1.1.
	if (header !== session.header && !(fallen && session.header === HEADER_5 && fallback && !authentication))
		return false;
	if (used + taken * session.header > session.bytes.length || start + end + CHECKSUM > bytes.length) return false;
	if (view.getUint32(end) !== checksum(bytes, start + end)) return false;
	if (received > (exactlyOnce ? exactlyOnce.identifiers.length : 0)) return false;
	// A client that has already fallen back cannot use records of 5.0.
	if (hasFallen(saved) && !fallen) return false;
	session.bytes.set(bytes.subarray(start + HEADER, start + identifiers));
	if (!areRecords(session, used, sent, exactlyOnce !== undefined)) return false;
	const server = view.getUint8(1) >> 4;
	saved.servers?.resume(client, server === NONE ? -1 : server);
	// The session was cleaned when it was new, so "once" is done.
	if (saved.clean === "once") saved.resume!();
	session.used = used;
	session.sent = sent;
	session.again = both >>> SENT_BITS;
	session.identifier = view.getUint16(2);
	// Queued messages at QoS 0 are dropped.
	connection.close();
	for (let i = 0; i < received; i++) exactlyOnce!.identifiers[i] = view.getUint16(identifiers + 2 * i);
	if (exactlyOnce) exactlyOnce.count = received;
	for (let i = taken; i > 0; ) reserve(session, view.getUint16(identifiers + 2 * (received + --i)));
	if (start) {
		session.attempts = bytes[2];
		session.suspect = (bytes[4] << 8) | bytes[5];
	}
	// Free identifiers must be searched for.
	session.free = session.identifier;
	if (session.header === HEADER_5 && !hasFallen(saved)) {
		moveExpiry(session, connection.uptime!() - view.getUint32(12) - Math.ceil(slept / 1_000));
		// Retries 5.0 now and then, if no record must be converted for that.
		if (fallen && (used || (saved.random ?? Math.random)() * 32 >= 1)) fallback!.fall(client, true);
	}
	if (warm > filters) restoreFilters(saved.connection, bytes.slice(start + filters, start + warm));
	if (end > warm) restoreWarm(saved, bytes, start + warm, slept / 1_000);
	const large = findLarge(session);
	if (large >= 0) {
		const identifier = identifierOf(session, large);
		forget(exactlyOnce, connection, large);
		saved.onOutcome?.(identifier, Code.payloadMissing);
	}
	return true;
}

/** The number of records in bytes[at, end). */
function countRecords(session: Session, at: number, end: number): number {
	let count = 0;
	for (; at < end; at = session.after(at)) count++;
	return count;
}

function number(bytes: Uint8Array, at: number): number {
	return (bytes[at] << 8) | bytes[at + 1];
}

/** Whether a 5.0 client uses 3.1.1. */
function hasFallen({ connection }: Saved): boolean {
	return connection.session.header === HEADER_5 && !connection.uptime;
}

/**
 * CRC-32 (IEEE 802.3) of the first `end` bytes, by half bytes, because a table of 256 entries would take 1 KB of
 * flash.
 */
function checksum(bytes: Uint8Array, end: number): number {
	let crc = -1;
	for (let at = 0; at < end; at++) {
		crc ^= bytes[at];
		crc = (crc >>> 4) ^ table[crc & 15];
		crc = (crc >>> 4) ^ table[crc & 15];
	}
	return ~crc >>> 0;
}

const table = Object.freeze(
	Array.from({ length: 16 }, (_, value) => {
		for (let bit = 0; bit < 4; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
		return value;
	}),
);
