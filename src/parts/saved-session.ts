// Set-up. "mote-mqtt/saved-session": what a client has accepted and the server not acknowledged, of messages at QoS 2 which ones the app has
// had, and which filters the server has granted, written into bytes of the app's, to be kept through deep sleep or a restart. For the server it is then as if the
// client had only lost its connection.
//
//     "m" | version of this format: 3, or 2 without what makes the next wake short | attempts to deliver the message in the way | identifiers that are not to be used
//     | Packet Identifier of that message (2 bytes) | size of the filters (2)
//     "M" | size of a record's header, + 1 if fallen back to 3.1.1, + 16 times the number of the server in a list | last Packet Identifier (2 bytes) | size of the records (4)
//     | of those sent (20 bits) | how many of the others were sent earlier (12 bits) | uptime in seconds, which theirs are compared with (4) | received identifiers (2)
//     | records | received identifiers (2 each) | identifiers that are not to be used (2 each)
//     | filters, as in subscriptions.ts: those granted, and those to unsubscribe from
//     | in version 3, what makes the next wake short: see warm-start.ts | CRC-32 (4)
//
// Earlier versions of Mote wrote version 2, or nothing before "M": that is still read.

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
/** Without what makes the next wake short, and with it. */
const enum Version {
	Cold = 2,
	Warm = 3,
}
/** What is before "M". */
const PREFIX = 8;
const MARK = 0x4d;
/** `buffers.unacknowledged` is at most 524,288. */
const SENT_BITS = 20;
const MOST_AGAIN = 4_095;
/** What is before the records, from "M" on. */
const HEADER = 18;
const CHECKSUM = 4;
/** A session that is with no server that can be told. */
const NONE = 15;
/** So long is a record's header where it tells when a message expires. */
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

/** What is looked at of a client, its connection and its parts. */
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
 * How many bytes saveSession() takes at the most now. What must be saved is 30 when the client is settled, and at most 30 more than `buffers.unacknowledged`; for each filter
 * 13 more than its name, and its properties; and 2 for each message at QoS 2 that is on its way to us. What makes the next wake short is left out if there is no room: 4 to 20
 * bytes for the server's address, 16 for each server that `eager` knows, and the TLS session.
 * @example const bytes = new Uint8Array(savedSize(client));
 */
export function savedSize(client: Client): number {
	return neededSize(client as Saved) + saveWarm(client as Saved, Infinity);
}

/** The same without what makes the next wake short; of the first `used` bytes of records, and without filters, if that is given. */
function neededSize(saved: Saved, used?: number): number {
	const { session, subscriptions } = saved.connection;
	const identifiers = (saved.exactlyOnce?.count ?? 0) + reserved(session);
	const kept = used ?? session.used + saveFilters(subscriptions);
	return PREFIX + HEADER + kept + 2 * identifiers + CHECKSUM;
}

/** Copies the filters that the server has granted, and those to unsubscribe from, to `at`, if anywhere: how many bytes that takes. */
function saveFilters(subscriptions: Subscriptions, into?: Uint8Array, at = 0): number {
	const start = at;
	for (let entry = 0; entry < subscriptions.used; entry = subscriptions.after(entry)) {
		const found = subscriptions.bytes[entry + Entry.State];
		const state = found & (Filter.Granted | Filter.Removed);
		// Behind one that the app no longer wants, and is still to be told of, the same filter stands as the app wants it.
		if (!state || (found & (Filter.Left | Filter.Told)) === (Filter.Left | Filter.Told)) continue;
		const next = subscriptions.after(entry);
		if (into) {
			into.set(subscriptions.bytes.subarray(entry, next), at);
			into[at + Entry.Handler] = into[at + Entry.Code] = into[at + Entry.Code + 1] = 0;
			// Until the app asks for it again, nobody does.
			into[at + Entry.State] = state & Filter.Removed ? Filter.Removed | Filter.Due : Filter.Granted | Filter.Left;
		}
		at += next - entry;
	}
	return at - start;
}

/** Takes what saveFilters() has left: a filter that the app has asked for already need not be asked for, if it is the same. */
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
		// One that a packet has no room for, where memory is smaller now, would be half of one: 9 bytes beside the filter, here there are 13.
		if (!isKnown && subscriptions.used + next - at <= bytes.length && next - at - 4 <= connection.outSize) {
			bytes.set(saved.subarray(at, next), subscriptions.used);
			subscriptions.used += next - at;
		}
		at = next;
	}
	subscriptions.survey();
	connection.ask(0);
}

/** How many identifiers are not to be used. */
function reserved(session: Session): number {
	return Math.min((session.bytes.length - session.capacity) / session.header, 255);
}

/**
 * Saves the session of a client (section 4.1), at any time: connected, or not, or after close(). The client goes on; what it accepts
 * or gets acknowledged later is not in the bytes. For the rest, the client needs `clean: false` and the same `id` when it comes back.
 * With TLS the bytes are secret, as they hold what resumes its session. Allocates little.
 * @param into where to, from its beginning. @param onPartly where not all fits, is told how many messages do, and how many do not: those accepted first are saved, and no
 * filters, which are then asked for anew. If it is not given, that is a RangeError, which says the same, and nothing is saved.
 * @returns how many bytes that took; throws RangeError if `into` is too small even without messages.
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
	// -1, of none, becomes 15.
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
 * Gives a client the session that was saved: to be called right after the client was made, by a client of the same version of MQTT.
 * @param bytes as saveSession() left them; more may follow them. undefined, as keptMemory.read() has it after a loss of power: false.
 * @param slept milliseconds since they were saved, as messages of 5.0 may expire; 0 if not given.
 * @returns whether they could be used. If not, they are damaged, of another version, larger than `buffers.unacknowledged`, or have
 * messages at QoS 2 for which `exactlyOnce` is missing or too small, and the client is as it was. A client of 5.0 that had fallen back
 * to 3.1.1 goes on with that, and needs `fallback` again. Of a message larger than the memory ("mote-mqtt/large-messages") the payload was not
 * saved: it is given up, and onOutcome is called with Reason.payloadMissing before this returns. Throws RangeError for `slept`; Error if the
 * client has begun to connect, or has accepted something already.
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
	// Who authenticates is not made to do without.
	if (header !== session.header && !(fallen && session.header === HEADER_5 && fallback && !authentication))
		return false;
	if (used + taken * session.header > session.bytes.length || start + end + CHECKSUM > bytes.length) return false;
	if (view.getUint32(end) !== checksum(bytes, start + end)) return false;
	if (received > (exactlyOnce ? exactlyOnce.identifiers.length : 0)) return false;
	// What was kept for 5.0 is of no use to a client that has fallen back already.
	if (hasFallen(saved) && !fallen) return false;
	session.bytes.set(bytes.subarray(start + HEADER, start + identifiers));
	if (!areRecords(session, used, sent, exactlyOnce !== undefined)) return false;
	const server = view.getUint8(1) >> 4;
	saved.servers?.resume(client, server === NONE ? -1 : server);
	// It was cleaned when it was new.
	if (saved.clean === "once") saved.resume!();
	session.used = used;
	session.sent = sent;
	session.again = both >>> SENT_BITS;
	session.identifier = view.getUint16(2);
	// What waited at QoS 0 has gone.
	connection.close();
	for (let i = 0; i < received; i++) exactlyOnce!.identifiers[i] = view.getUint16(identifiers + 2 * i);
	if (exactlyOnce) exactlyOnce.count = received;
	for (let i = taken; i > 0; ) reserve(session, view.getUint16(identifiers + 2 * (received + --i)));
	if (start) {
		session.attempts = bytes[2];
		session.suspect = (bytes[4] << 8) | bytes[5];
	}
	// Identifiers that are free have to be looked for.
	session.free = session.identifier;
	if (session.header === HEADER_5 && !hasFallen(saved)) {
		moveExpiry(session, connection.uptime!() - view.getUint32(12) - Math.ceil(slept / 1_000));
		// Now and then it asks for 5.0 again, if nothing has to be converted for that.
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

/** How many records there are in bytes[at, end). */
function countRecords(session: Session, at: number, end: number): number {
	let count = 0;
	for (; at < end; at = session.after(at)) count++;
	return count;
}

function number(bytes: Uint8Array, at: number): number {
	return (bytes[at] << 8) | bytes[at + 1];
}

/** Whether a client of 5.0 speaks 3.1.1. */
function hasFallen({ connection }: Saved): boolean {
	return connection.session.header === HEADER_5 && !connection.uptime;
}

/** CRC-32 as in IEEE 802.3, of the first `end` bytes, by half bytes: a table of 256 would take 1 KB of flash. */
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
