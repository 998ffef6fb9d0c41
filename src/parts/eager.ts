// Set-up, but for proceed(). "mote-mqtt/eager": CONNECT and what waits leave together, before CONNACK has come (section 3.1.4 of both versions), which
// spares a round trip. Nothing later goes until all of that is acknowledged: so nothing is lost or out of order, whatever a server makes of it. What
// it makes of it is learned: see Field.

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

/** What is known of a server, and where it lies. */
const enum Field {
	/** A hash of its name and port; 0 where nothing is known. */
	Server = 0,
	/** Seconds for which nothing is to go early. */
	Off = 4,
	/** Of 5.0, as its last CONNACK has said: Maximum Packet Size, Receive Maximum (0 for unknown), and what is unavailable. */
	PacketSize = 8,
	ReceiveMaximum = 12,
	Unavailable = 14,
	/** Of what went early last, nothing is known: bit 7. And how often it has gone wrong, one time after the other. */
	Doubt = 15,
	Size = 16,
}

const enum Doubt {
	Bit = 128,
}

const enum Limit {
	/** So many servers are known: those that were met last. */
	Servers = 4,
	Day = 86_400,
	/** A day is doubled so often at most: nearly three years. */
	Doublings = 10,
	/** Of filters: the first bit of Unavailable that is about them. */
	Filters = 16,
	/** Maximum Packet Size of a server that says none, as connections of 5.0 have it. */
	PacketSize = 0xfffffff,
}

/** What the present connection is to show. */
const enum Trial {
	Nothing = 0,
	/** That all goes well with eagerness. */
	Eager = 1,
	/** That all goes well without, as it has not with. */
	Plain = 2,
	/** The same, and nothing has been written since CONNACK came. */
	PlainFirst = 3,
}

/** What is looked at of a connection, and changed. Those of 5.0 are not there in 3.1.1. */
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

/** The same of a client. */
interface EagerClient {
	readonly host: string;
	readonly port: number;
	readonly clean: boolean | "once";
	readonly state: State;
	readonly referred?: boolean;
	readonly authentication?: object;
	readonly statistics?: { sent: number; sentAgain: number };
}

/** Connects eagerly, as the option `eager` of a client: `new Client({ eager: new Eager(), … })`. For one client each. */
export class Eager implements Eagerness {
	/** @hidden */
	declare readonly [part]: "eager";
	/** Milliseconds, while something that went early is not acknowledged; else undefined. @internal */
	limit: number | undefined;
	private readonly patience: number;
	/** What is known of servers, the one that was new last first. */
	private readonly learned: DataView;
	/** Where the present one's begins. */
	private at: number;
	private trial: Trial;
	/** The clock; and, in ticks, up to when time has been counted. */
	private time: { readonly ticks: number } | undefined;
	private counted: number;

	/**
	 * Throws RangeError.
	 * @param patience milliseconds, from CONNACK on, within which a server has to acknowledge something of what went early, 1 to 1,073,741,823. If it does
	 * not, the connection is ended (Reason.acknowledgeTimeout), and the next one is not eager. 5,000 if not given.
	 */
	constructor(patience = 5_000) {
		if (!Number.isInteger(patience) || patience < 1 || patience > 0x3fffffff)
			throw new RangeError("patience: expected a whole number from 1 to 1073741823");
		this.patience = patience;
		this.learned = new DataView(new ArrayBuffer(Limit.Servers * Field.Size));
		this.trial = this.at = this.counted = 0;
		this.limit = this.time = undefined;
	}

	/** CONNECT has been written: so is what waits, as far as that may go early. For the connection. @internal */
	begin(it: object): void {
		// One after another, and with few locals: a device's stack is small.
		let most = this.prepare(it as EagerConnection);
		if (!most) return;
		most = sendFirst(it as EagerConnection, most);
		if (most) sendMessages(it as EagerConnection, most);
		this.begun(it as EagerConnection);
	}

	/** Takes note of what has gone early, if anything has. */
	private begun(connection: EagerConnection): void {
		const at = this.at + Field.Doubt;
		if (connection.maximumPacketSize !== undefined) {
			// Nothing is known of this server before CONNACK.
			connection.maximumPacketSize = Limit.PacketSize;
			connection.unavailable = 0;
		}
		if (!connection.session.sent && !connection.asksElse()) return;
		connection.unsettled |= Unsettled.Early;
		// Until it is known to be otherwise, also by whoever wakes next.
		this.learned.setUint8(at, this.learned.getUint8(at) | Doubt.Bit);
		this.trial = Trial.Eager;
		this.limit = this.patience;
	}

	/** How many messages may go early, at most: 0 for nothing at all. What is to be sent again is made ready for that. */
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
			// If this one fails as well, it was not for that.
			learned.setUint8(at + Field.Doubt, doubt & ~Doubt.Bit);
			this.trial = Trial.PlainFirst;
			return 0;
		}
		if (
			learned.getUint32(at + Field.Off) ||
			clean === "once" ||
			client.authentication ||
			connection.pulled ||
			// Which message it is that a server does not take is to be found out without.
			session.attempts ||
			// What goes with a session is told when it has gone.
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

	/** CONNACK has accepted us: whether what is then to be sent again has gone already. For the connection. @internal */
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
				// It has gone with the session.
				session.remove(record);
				continue;
			}
			record = session.after(record);
		}
		if (!present) {
			session.capacity = session.bytes.length;
			for (let entry = 0; entry < subscriptions.used; entry = subscriptions.after(entry)) {
				const state = subscriptions.bytes[entry + Entry.State];
				// What is on its way stays.
				if ((state & (Filter.Granted | Filter.Removed)) === Filter.Granted)
					subscriptions.bytes[entry + Entry.State] = (state & ~Filter.Granted) | (state & Filter.Left ? 0 : Filter.Due);
			}
			if (subscriptions.used) subscriptions.survey();
		}
		connection.refuseFilters?.();
		return true;
	}

	/** More is to be written: notes whether what went early is acknowledged by now, which is what that waits for. For the connection. @internal */
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
			// It goes well without, and did not with.
			times = learned.getUint8(at + Field.Doubt);
			learned.setUint32(at + Field.Off, Limit.Day * 2 ** times);
			if (times < Limit.Doublings) times++;
		}
		learned.setUint8(at + Field.Doubt, times);
		this.trial = Trial.Nothing;
	}

	/** A connection has ended: whether that may be for what went early. For the client. @internal */
	failed(it: object, code: number): boolean {
		const client = it as EagerClient;
		const isEager = this.limit !== undefined;
		this.limit = undefined;
		this.trial = Trial.Nothing;
		if (!isEager) return false;
		// A server that names another one, or knows no 5.0, has nothing against it.
		if (client.referred)
			this.learned.setUint8(this.at + Field.Doubt, this.learned.getUint8(this.at + Field.Doubt) & ~Doubt.Bit);
		// Who is refused by CONNACK for what someone must change first would have been so otherwise.
		return (
			client.state === State.Online || code >> 5 !== Refusals.From >> 5 || !((Refusals.Connack >> (code & 31)) & 1)
		);
	}

	/** What has been learned: for a saved session. @internal */
	save(): Uint8Array {
		const learned = this.learned;
		let end = 0;
		this.count();
		while (end < learned.byteLength && learned.getUint32(end)) end += Field.Size;
		return new Uint8Array(learned.buffer, 0, end);
	}

	/** Takes what save() gave, so many seconds ago: for a saved session. @internal */
	restore(bytes: Uint8Array, seconds: number): void {
		const all = new Uint8Array(this.learned.buffer);
		all.set(bytes.subarray(0, Math.min(bytes.length - (bytes.length % Field.Size), all.length)));
		this.pass(seconds);
	}

	/** Counts the time for which nothing is to go early. Where nobody asks for more than 49 days, it takes longer. */
	private count(): void {
		const ticks = this.time ? this.time.ticks : 0;
		this.counted ||= ticks;
		const seconds = Math.floor(((ticks - this.counted) >>> 0) / 1_000);
		this.counted = (this.counted + seconds * 1_000) | 0;
		if (seconds) this.pass(seconds);
	}

	/** So many seconds have passed. */
	private pass(seconds: number): void {
		const learned = this.learned;
		for (let at = Field.Off; at < learned.byteLength; at += Field.Size)
			learned.setUint32(at, Math.max(learned.getUint32(at) - seconds, 0));
	}

	/** Where lies what is known of a server; one that is new takes the place of the one that was new longest ago. */
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

/** Writes what goes first, and filters: how many messages may follow, of `most`. */
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
	// What comes by way of a filter may be the answer to a message: there is to be no message before the last of them.
	for (let at = 0; at < subscriptions.used; at = subscriptions.after(at))
		if (subscriptions.bytes[at + Entry.State] & Filter.Due) return 0;
	return connection.partly ? 0 : most;
}

/** Writes up to `most` messages, as far as there is room: in as few pieces as can be, as over TLS each is a record. */
function sendMessages(connection: EagerConnection, most: number): void {
	const session = connection.session;
	let held = 0;
	for (let left = most; left > 0 && session.sent < session.used; ) {
		const record = session.sent;
		const packet = record + session.header;
		const size = session.after(record) - packet;
		// What was given up takes its turn later.
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

/** Counts a packet that begins with `first`: statistics see what is written from CONNACK on. */
function countSent(statistics: EagerClient["statistics"], first: number): void {
	if (!statistics || first >> 4 !== Packet.PUBLISH) return;
	statistics.sent++;
	if (first & PublishFlag.DUP) statistics.sentAgain++;
}

/** Whether the socket has room for a packet that begins with `first`, and the server takes such. */
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
