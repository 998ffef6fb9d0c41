// Set-up, except proceed(). "mote-mqtt/eager": CONNECT and queued messages are sent together, before CONNACK (section
// 3.1.4 of both versions), which saves a round trip. Nothing else is sent until all of these are acknowledged, so
// nothing is lost or out of order, whatever a server does with them. The part learns how servers react: see Field.

import { State } from "../client/client-state.js";
import { Refusals } from "../client/refusals.js";
import { serverHash } from "../client/server-hash.js";
import { Phase, Size, Unsettled } from "../connection/connection-state.js";
import type { Eagerness } from "../connection/delivering-connection.js";
import type { part } from "../part.js";
import { Filter } from "../session/filter-state.js";
import { firstByte, Pubrel, type Session } from "../session/session.js";
import type { Subscriptions } from "../session/subscriptions.js";
import { Packet, PublishFlag } from "../wire/packet.js";
import { Entry } from "../wire/topic-filter.js";

/** What is known about a server, and its layout. */
const enum Field {
	/** A hash of its name and port; 0 if the entry is unused. */
	Server = 0,
	/** For how many more seconds nothing may be sent early. */
	Off = 4,
	/** From the last CONNACK of 5.0: Maximum Packet Size, Receive Maximum (0 for unknown), and Unavailable. */
	PacketSize = 8,
	ReceiveMaximum = 12,
	Unavailable = 14,
	/** Bit 7: the outcome of the last early packets is unknown. The other bits: how often in a row it went wrong. */
	Doubt = 15,
	Size = 16,
}

const enum Doubt {
	Bit = 128,
}

const enum Limit {
	/** How many servers are remembered: the latest ones. */
	Servers = 4,
	Day = 86_400,
	/** How often a day is doubled at most: nearly three years. */
	Doublings = 10,
	/** The first bit of Unavailable that concerns filters. */
	Filters = 16,
	/** The Maximum Packet Size of a server that announces none, as in connections of 5.0. */
	PacketSize = 0xfffffff,
}

/** What the current connection will show. */
const enum Trial {
	Nothing = 0,
	/** Whether everything works with eager publishing. */
	Eager = 1,
	/** Whether everything works without it, after a failure with it. */
	Plain = 2,
	/** The same, and nothing was written since CONNACK. */
	PlainFirst = 3,
}

/** The part of a connection that is used and changed. Properties of 5.0 are missing in 3.1.1. */
interface EagerConnection {
	readonly owner: EagerClient;
	readonly session: Session;
	readonly subscriptions: Subscriptions;
	readonly time: { readonly ticks: number };
	readonly pulled: object | undefined;
	readonly birth: Uint8Array | undefined;
	readonly birthIdentifierAt?: number;
	readonly partly: object | undefined;
	readonly bytes: Uint8Array;
	readonly capacity: number;
	readonly outSize: number;
	readonly phase: number;
	room: number;
	unsettled: number;
	quota?: number;
	maximumPacketSize?: number;
	unavailable?: number;
	readonly server?: { readonly receiveMaximum: number } | undefined;
	write(bytes: Uint8Array, at: number, count: number): void;
	asksElse(): boolean;
	mayBegin(): boolean;
	obstacle?(at: number, header: number): number;
	sendBirth(birth: Uint8Array, present: boolean): void;
	sendRequest(): void;
	refuseFilters?(): void;
}

/** The part of a client that is used. */
interface EagerClient {
	readonly host: string;
	readonly port: number;
	readonly clean: boolean | "once";
	readonly state: State;
	readonly referred?: boolean;
	readonly authentication?: object;
	readonly statistics?: { sent: number; sentAgain: number };
}

/** Connects eagerly, as the option `eager` of a client: `new Client({ eager: new Eager(), … })`. One for each client. */
export class Eager implements Eagerness {
	/** @hidden */
	declare readonly [part]: "eager";
	/** The limit in milliseconds while an early packet is not acknowledged; otherwise undefined. @internal */
	limit: number | undefined;
	private readonly patience: number;
	/** What is known about servers, latest first. */
	private readonly learned: DataView;
	/** The offset of the current server's entry. */
	private at: number;
	private trial: Trial;
	/** The clock; and up to when time was counted, in ticks. */
	private time: { readonly ticks: number } | undefined;
	private counted: number;

	/**
	 * Throws a RangeError.
	 * @param patience milliseconds from CONNACK, within which a server must acknowledge one of the early packets, 1
	 * to 1,073,741,823. If it does not, the connection ends (Reason.acknowledgeTimeout), and the next one is not
	 * eager. Default 5,000.
	 */
	constructor(patience = 5_000) {
		if (!Number.isInteger(patience) || patience < 1 || patience > 0x3fffffff)
			throw new RangeError("patience: expected a whole number from 1 to 1073741823");
		this.patience = patience;
		this.learned = new DataView(new ArrayBuffer(Limit.Servers * Field.Size));
		this.trial = this.at = this.counted = 0;
		this.limit = this.time = undefined;
	}

	/** Called by the connection when CONNECT has been written. Writes queued packets that may be sent early. @internal */
	begin(it: object): void {
		// One call after another with few locals, because a device's stack is small.
		let most = this.prepare(it as EagerConnection);
		if (!most) return;
		most = sendFirst(it as EagerConnection, most);
		if (most) sendMessages(it as EagerConnection, most);
		this.begun(it as EagerConnection);
	}

	/** Records that packets were sent early, if there were any. */
	private begun(connection: EagerConnection): void {
		const at = this.at + Field.Doubt;
		if (connection.maximumPacketSize !== undefined) {
			// Nothing is known about this server before CONNACK.
			connection.maximumPacketSize = Limit.PacketSize;
			connection.unavailable = 0;
		}
		if (!connection.session.sent && !connection.asksElse()) return;
		connection.unsettled |= Unsettled.Early;
		// Assumes a failure until the contrary is known, also in the next wake.
		this.learned.setUint8(at, this.learned.getUint8(at) | Doubt.Bit);
		this.trial = Trial.Eager;
		this.limit = this.patience;
	}

	/** How many messages may be sent early; 0 for nothing at all. Prepares the packets to resend. */
	private prepare(connection: EagerConnection): number {
		const client = connection.owner;
		const session = connection.session;
		const learned = this.learned;
		const clean = client.clean;
		this.limit = undefined;
		this.trial = Trial.Nothing;
		this.time = connection.time;
		this.count();
		const at = this.find(serverHash(client));
		this.at = at;
		const doubt = learned.getUint8(at + Field.Doubt);
		if (doubt & Doubt.Bit) {
			// If this connection fails as well, eager publishing was not the cause.
			learned.setUint8(at + Field.Doubt, doubt & ~Doubt.Bit);
			this.trial = Trial.PlainFirst;
			return 0;
		}
		if (
			learned.getUint32(at + Field.Off) ||
			clean === "once" ||
			client.authentication ||
			connection.pulled ||
			// Without it, to find out which message a server does not accept.
			session.attempts ||
			// The app is told when records are dropped with a session.
			(clean && session.used && firstByte(session, 0) >> 4 !== Packet.PUBLISH) ||
			(connection.birth && !connection.birthIdentifierAt)
		)
			return 0;
		session.resume(!clean);
		connection.subscriptions.resume(!clean);
		if (connection.maximumPacketSize === undefined) return Infinity;
		const most = learned.getUint16(at + Field.ReceiveMaximum);
		if (!most) return 1;
		connection.maximumPacketSize = learned.getUint32(at + Field.PacketSize);
		connection.unavailable = learned.getUint8(at + Field.Unavailable);
		return most;
	}

	/**
	 * Called by the connection when CONNACK has accepted the client. Returns whether the packets to resend were sent
	 * already. @internal
	 */
	accepted(it: object, present: boolean): boolean {
		const connection = it as EagerConnection;
		const { session, subscriptions, server } = connection;
		const learned = this.learned;
		const at = this.at;
		if (server) {
			learned.setUint32(at + Field.PacketSize, connection.maximumPacketSize as number);
			learned.setUint16(at + Field.ReceiveMaximum, server.receiveMaximum);
			learned.setUint8(at + Field.Unavailable, connection.unavailable as number);
		}
		if (this.trial === Trial.PlainFirst) connection.unsettled |= Unsettled.Early;
		if (this.trial !== Trial.Eager) return false;
		if (server && connection.unsettled & Unsettled.Birth) connection.quota!--;
		for (let record = 0; record < session.used; ) {
			const packet = record + session.header;
			const isSent = record < session.sent;
			if (isSent && server) connection.quota!--;
			if (!present && session.bytes[packet] >> 4 === Packet.PUBLISH) session.bytes[packet] &= ~PublishFlag.DUP;
			else if (!present && !isSent) {
				// It was dropped with the session.
				session.remove(record);
				continue;
			}
			record = session.after(record);
		}
		if (!present) {
			session.capacity = session.bytes.length;
			for (let entry = 0; entry < subscriptions.used; entry = subscriptions.after(entry)) {
				const state = subscriptions.bytes[entry + Entry.State];
				// A request on its way stays.
				if ((state & (Filter.Granted | Filter.Removed)) === Filter.Granted)
					subscriptions.bytes[entry + Entry.State] = (state & ~Filter.Granted) | (state & Filter.Left ? 0 : Filter.Due);
			}
			if (subscriptions.used) subscriptions.survey();
		}
		connection.refuseFilters?.();
		return true;
	}

	/**
	 * Called by the connection before more is written. Records whether the early packets are acknowledged by now, for
	 * which that waits. @internal
	 */
	proceed(it: object): void {
		const connection = it as EagerConnection;
		if (this.trial === Trial.PlainFirst) {
			if (connection.phase === Phase.Online) this.trial = Trial.Plain;
			return;
		}
		if (connection.session.sent || connection.asksElse()) return;
		connection.unsettled &= ~Unsettled.Early;
		this.limit = undefined;
		const learned = this.learned;
		const at = this.at;
		let times = 0;
		if (this.trial === Trial.Plain) {
			// It works without eager publishing and did not with it.
			times = learned.getUint8(at + Field.Doubt);
			learned.setUint32(at + Field.Off, Limit.Day * 2 ** times);
			if (times < Limit.Doublings) times++;
		}
		learned.setUint8(at + Field.Doubt, times);
		this.trial = Trial.Nothing;
	}

	/** Called by the client when a connection has ended. Returns whether early packets may be the cause. @internal */
	failed(it: object, code: number): boolean {
		const client = it as EagerClient;
		const isEager = this.limit !== undefined;
		this.limit = undefined;
		this.trial = Trial.Nothing;
		if (!isEager) return false;
		// A server that redirects, or does not support 5.0, does not object to early packets.
		if (client.referred)
			this.learned.setUint8(this.at + Field.Doubt, this.learned.getUint8(this.at + Field.Doubt) & ~Doubt.Bit);
		// A refusal in CONNACK that someone must resolve first would have come without early packets as well.
		return (
			client.state === State.Online || code >> 5 !== Refusals.From >> 5 || !((Refusals.Connack >> (code & 31)) & 1)
		);
	}

	/** The learned data, for a saved session. @internal */
	save(): Uint8Array {
		const learned = this.learned;
		let end = 0;
		this.count();
		while (end < learned.byteLength && learned.getUint32(end)) end += Field.Size;
		return new Uint8Array(learned.buffer, 0, end);
	}

	/** Restores the data of save(), which is `seconds` old, from a saved session. @internal */
	restore(bytes: Uint8Array, seconds: number): void {
		const all = new Uint8Array(this.learned.buffer);
		all.set(bytes.subarray(0, Math.min(bytes.length - (bytes.length % Field.Size), all.length)));
		this.pass(seconds);
	}

	/**
	 * Counts down the time for which nothing may be sent early. If nobody calls it for more than 49 days, the time is
	 * too long.
	 */
	private count(): void {
		const ticks = this.time ? this.time.ticks : 0;
		this.counted ||= ticks;
		const seconds = Math.floor(((ticks - this.counted) >>> 0) / 1_000);
		this.counted = (this.counted + seconds * 1_000) | 0;
		if (seconds) this.pass(seconds);
	}

	/** Subtracts seconds. */
	private pass(seconds: number): void {
		const learned = this.learned;
		for (let at = Field.Off; at < learned.byteLength; at += Field.Size)
			learned.setUint32(at, Math.max(learned.getUint32(at) - seconds, 0));
	}

	/** The offset of a server's entry. A new server replaces the oldest entry. */
	private find(server: number): number {
		const learned = this.learned;
		const bytes = new Uint8Array(learned.buffer);
		for (let at = 0; at < bytes.length; at += Field.Size) if (learned.getUint32(at) === server) return at;
		bytes.copyWithin(Field.Size, 0);
		bytes.fill(0, 0, Field.Size);
		learned.setUint32(Field.Server, server);
		return 0;
	}
}

/** Writes the birth message and filters. Returns how many messages may follow, of `most`. */
function sendFirst(connection: EagerConnection, most: number): number {
	const birth = connection.birth;
	const subscriptions = connection.subscriptions;
	if (birth) {
		if (!fits(connection, birth.length, birth[0])) return 0;
		connection.sendBirth(birth, !connection.owner.clean);
		most--;
	}
	if (!subscriptions.due) return most;
	if ((connection.unavailable as number) >= Limit.Filters || connection.room <= Size.Reserved) return 0;
	connection.sendRequest();
	// The answer to a message may need a filter, so no message is sent before the last filter.
	for (let at = 0; at < subscriptions.used; at = subscriptions.after(at))
		if (subscriptions.bytes[at + Entry.State] & Filter.Due) return 0;
	return connection.partly ? 0 : most;
}

/**
 * Writes up to `most` messages as far as there is room, in as few writes as possible, because over TLS each is a
 * record.
 */
function sendMessages(connection: EagerConnection, most: number): void {
	const session = connection.session;
	let held = 0;
	for (let left = most; left > 0 && session.sent < session.used; ) {
		const record = session.sent;
		const packet = record + session.header;
		const size = session.after(record) - packet;
		// A discarded message is handled later.
		if (
			(session.bytes[packet] >> 4 !== Packet.PUBLISH && session.bytes[packet] !== Pubrel.Header) ||
			!fits(connection, held + size, session.bytes[packet]) ||
			(connection.obstacle ? connection.obstacle(record, session.bytes[packet]) : !connection.mayBegin())
		)
			break;
		if (held && held + size > connection.outSize) {
			connection.write(connection.bytes, connection.capacity, held);
			held = 0;
			continue;
		}
		countSent(connection.owner.statistics, session.bytes[packet]);
		if (size > connection.outSize) connection.write(session.bytes, packet, size);
		else {
			const at = connection.capacity + held;
			for (let i = 0; i < size; i++) connection.bytes[at + i] = session.bytes[packet + i];
			held += size;
		}
		session.written();
		left--;
	}
	if (held) connection.write(connection.bytes, connection.capacity, held);
}

/** Counts a packet that begins with `first`, because statistics count only packets after CONNACK. */
function countSent(statistics: EagerClient["statistics"], first: number): void {
	if (!statistics || first >> 4 !== Packet.PUBLISH) return;
	statistics.sent++;
	if (first & PublishFlag.DUP) statistics.sentAgain++;
}

/** Whether the socket has room for a packet that begins with `first`, and the server accepts it. */
function fits(connection: EagerConnection, size: number, first: number): boolean {
	return (
		size + Size.Reserved <= connection.room &&
		!(size > (connection.maximumPacketSize as number)) &&
		!(
			first >> 4 === Packet.PUBLISH &&
			first & (connection.unavailable as number) & (PublishFlag.QoS | PublishFlag.RETAIN)
		)
	);
}
