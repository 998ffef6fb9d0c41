// Set-up. "mote-mqtt/saved-session": what a client has accepted and the server not acknowledged, written into bytes of the app's, to be
// kept through deep sleep or a restart. For the server it is then as if the client had only lost its connection.
//
//     "M" | size of a record's header | last Packet Identifier (2 bytes) | size of the records (4) | of those sent (4) | records | CRC-32 (4)
import type { Client } from "./client.js";
import type { Session } from "./session.js";
import { Packet } from "./wire/packet.js";
import { lengthSize, readLength } from "./wire/remaining-length.js";

const MARK = 0x4d;
const HEADER = 12;
const CHECKSUM = 4;

/** How many bytes saveSession() needs now: 16 when the client is settled, at most 16 more than `buffers.unacknowledged`. */
export function savedSize(client: Client): number {
	return HEADER + client.connection.session.used + CHECKSUM;
}

/**
 * Saves the session of a client (section 4.1), at any time: connected, or not, or after close(). The client goes on; what it accepts
 * or gets acknowledged later is not in the bytes. For the rest, the client needs `clean: false` and the same `id` when it comes back.
 * @param into where to, from its beginning. @returns how many bytes that took; throws RangeError if they do not fit.
 */
export function saveSession(client: Client, into: Uint8Array): number {
	const session = client.connection.session;
	const end = HEADER + session.used;
	if (end + CHECKSUM > into.length) throw new RangeError("into: expected " + (end + CHECKSUM) + " bytes or more");
	const view = new DataView(into.buffer, into.byteOffset);
	view.setUint8(0, MARK);
	view.setUint8(1, session.header);
	view.setUint16(2, session.identifier);
	view.setUint32(4, session.used);
	view.setUint32(8, session.sent);
	into.set(session.bytes.subarray(0, session.used), HEADER);
	view.setUint32(end, checksum(into, end));
	return end + CHECKSUM;
}

/**
 * Gives a client the session that was saved: to be called right after the client was made, with the same `protocol`.
 * @param bytes as saveSession() left them; more may follow them.
 * @returns whether they could be used. If not, they are damaged, of another version, or larger than `buffers.unacknowledged`, and
 * the client is as it was. Throws Error if the client is connected, or has accepted something already.
 */
export function restoreSession(client: Client, bytes: Uint8Array): boolean {
	const session = client.connection.session;
	if (client.connected || session.used) throw new Error("restoreSession: expected a client that was just made");
	if (bytes.length < HEADER + CHECKSUM) return false;
	const view = new DataView(bytes.buffer, bytes.byteOffset);
	const used = view.getUint32(4);
	const sent = view.getUint32(8);
	const end = HEADER + used;
	if (view.getUint8(0) !== MARK || view.getUint8(1) !== session.header || used > session.bytes.length) return false;
	if (end + CHECKSUM > bytes.length || view.getUint32(end) !== checksum(bytes, end)) return false;
	session.bytes.set(bytes.subarray(HEADER, end));
	if (!isWhole(session, used, sent)) return false;
	session.used = used;
	session.sent = sent;
	session.identifier = view.getUint16(2);
	return true;
}

/** Whether the first `used` bytes are records, and `sent` is where one begins or the last one ends. */
function isWhole(session: Session, used: number, sent: number): boolean {
	const bytes = session.bytes;
	let found = sent === 0;
	let at = 0;
	while (at < used) {
		const start = session.packet(at);
		if (start > used) return false;
		const end = session.after(at);
		const type = bytes[start] >> 4;
		const length = readLength(bytes, start + 1, end);
		if (end > used || length < 0 || start + 1 + lengthSize(length) + length !== end) return false;
		if (type !== Packet.PUBLISH && type !== Packet.SUBSCRIBE && type !== Packet.UNSUBSCRIBE) return false;
		at = end;
		if (at === sent) found = true;
	}
	return found;
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
