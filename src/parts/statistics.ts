// "mote-mqtt/statistics": what a client has done, counted. Nothing of the core asks for it: it puts itself between a client, its connection and its
// socket, so that those who do without pay nothing. Constructor and attach() are set-up, all else is the hot path.
import { Packet, PublishFlag } from "../wire/packet.js";
import { Code } from "../wire/reason-code.js";

/** How many reasons are counted each by itself: those of the specification from 0x80 on, and those of our own from 0x100 on. */
const enum Reasons {
	First = 0x80,
	Server = 0x30,
	Own = 0x20,
}

/** What is looked at of a socket. */
interface CountedSocket {
	readInto(bytes: Uint8Array, at: number, count: number): unknown;
	writeFrom(bytes: Uint8Array, at: number, count: number): number | undefined;
	close(): void;
}

/** What is looked at of a client; and what it does, as it was. */
interface CountedClient {
	readonly statistics: Statistics;
	readonly connection: CountedConnection;
	online(present: boolean): void;
	report(code: number, retry: number | undefined): void;
}

/** The same of a connection. */
interface CountedConnection {
	readonly statistics: Statistics;
	socket: CountedSocket;
	readonly position: number;
	readonly session: {
		readonly used: number;
		readonly capacity: number;
		readonly header: number;
		readonly bytes: Uint8Array;
		after(at: number): number;
	};
	packet(header: number, start: number, end: number): boolean;
	announce(): boolean;
	outcome(identifier: number, code: number): void;
	drop?(at: number, code: number): void;
	publish(topic: object, payload: Uint8Array, count: number): number;
}

/**
 * What a client has done since it was made, as the option `statistics` of a client: `new Client({ statistics: new Statistics(), … })`. For one client
 * each. Numbers, which can be read at any time: that allocates nothing.
 */
export class Statistics {
	/** Connections that the server has accepted. */
	connections: number;
	/** Connections that ended otherwise than by disconnect(), or could not be made: of failures() all together. */
	failed: number;
	/** Messages that were written to the socket, at any QoS, the option `birth` apart. */
	sent: number;
	/** Of these, those that were sent again, as a duplicate. */
	sentAgain: number;
	/** Messages that have come, those that were passed over included. */
	received: number;
	/** Messages that publish() did not take: Refusal.full, and so on. */
	rejected: number;
	/** In 5.0: messages that the server did not take, or has said that it cannot: onOutcome from 128 to 255. */
	refused: number;
	/** Messages that were given up, by discard() or the option `attempts`. */
	discarded: number;
	/** In 5.0: messages that were not sent, as they expired first. */
	expired: number;
	/** Messages in whose place a newer one was sent. */
	replaced: number;
	/** How often each reason was that of a failure, up to 65,535. */
	private readonly reasons: Uint16Array;
	private client: CountedClient | undefined;
	/** That which is counted at present, and its socket. */
	private connection: CountedConnection | undefined;
	private socket: CountedSocket | undefined;

	constructor() {
		this.socket = this.connection = this.client = undefined;
		this.sent = this.received = this.sentAgain = 0;
		this.connections = this.failed = this.rejected = this.refused = this.discarded = this.expired = this.replaced = 0;
		this.reasons = new Uint16Array(Reasons.Server + Reasons.Own);
	}

	/** How often a connection has ended, or could not be made, for that reason: one of Reason. */
	failures(code: number): number {
		return this.reasons[place(code)] ?? 0;
	}

	/** How many messages wait to be sent or acknowledged. */
	get waiting(): number {
		const session = this.client!.connection.session;
		let count = 0;
		for (let at = 0; at < session.used; at = session.after(at)) {
			const first = session.bytes[at + session.header];
			// Others have been given up.
			if (first >> 4 === Packet.PUBLISH || first === ((Packet.PUBREL << 4) | 2)) count++;
		}
		return count;
	}

	/** How much of `buffers.unacknowledged` they take, in bytes. */
	get waitingBytes(): number {
		return this.client!.connection.session.used;
	}

	/** How much of it there is. */
	get capacity(): number {
		return this.client!.connection.session.capacity;
	}

	/** For the client, which has just been made. @internal */
	attach(client: object): void {
		this.client = client as CountedClient;
		replace(client, "online", online);
		replace(client, "report", report);
		this.count();
	}

	/** Counts what the present connection does: another one, if the client has fallen back to 3.1.1. */
	private count(): void {
		const connection = this.client!.connection;
		if (this.connection === connection) return;
		this.connection = connection;
		Object.defineProperty(connection, "statistics", { value: this });
		replace(connection, "packet", packet);
		replace(connection, "announce", announce);
		replace(connection, "outcome", outcome);
		replace(connection, "publish", publish);
		if (connection.drop) replace(connection, "drop", drop);
	}

	/** CONNACK has accepted us. @internal */
	connected(): void {
		this.connections++;
		this.count();
		const connection = this.connection as CountedConnection;
		this.socket = connection.socket;
		connection.socket = this;
	}

	/** @internal */
	ended(code: number): void {
		const reasons = this.reasons;
		const at = place(code);
		if (!code) return;
		this.failed++;
		if (reasons[at] < 0xffff) reasons[at]++;
	}

	/** A message is done with. @internal */
	done(code: number): void {
		if (code === Code.discarded) this.discarded++;
		else if (code === Code.messageExpired) this.expired++;
		else if (code === Code.replaced) this.replaced++;
		else if (code > 0x7f && code < 0x100) this.refused++;
	}

	// As the connection's socket

	/** @internal */
	readInto(bytes: Uint8Array, at: number, count: number): unknown {
		return this.socket!.readInto(bytes, at, count);
	}

	/** @internal */
	writeFrom(bytes: Uint8Array, at: number, count: number): number | undefined {
		const first = bytes[at];
		// Behind its beginning, a packet's bytes may be anything.
		if (first >> 4 === Packet.PUBLISH && !this.connection!.position) {
			this.sent++;
			if (first & PublishFlag.DUP) this.sentAgain++;
		}
		return this.socket!.writeFrom(bytes, at, count);
	}

	/** @internal */
	close(): void {
		this.socket!.close();
	}
}

/** Where a reason is counted. */
function place(code: number): number {
	if (code < 0x100) return code - Reasons.First;
	return code - 0x100 < Reasons.Own ? code - 0x100 + Reasons.Server : -1;
}

/** Puts a method in the place of another one, which it can still call, by a name with a "$". */
function replace(object: object, name: string, method: unknown): void {
	// Not by assigning: what is inherited is in flash on a device, and cannot be assigned to.
	Object.defineProperty(object, `$${name}`, { value: (object as Record<string, unknown>)[name] });
	Object.defineProperty(object, name, { value: method });
}

// What takes the place of methods: of the client …

function online(this: CountedClient & { $online: CountedClient["online"] }, present: boolean): void {
	this.statistics.connected();
	this.$online(present);
}

function report(
	this: CountedClient & { $report: CountedClient["report"] },
	code: number,
	retry: number | undefined,
): void {
	this.statistics.ended(code);
	this.$report(code, retry);
}

// … and of its connection

function packet(
	this: CountedConnection & { $packet: CountedConnection["packet"] },
	header: number,
	start: number,
	end: number,
): boolean {
	if (header >> 4 === Packet.PUBLISH) this.statistics.received++;
	return this.$packet(header, start, end);
}

function announce(this: CountedConnection & { $announce: CountedConnection["announce"] }): boolean {
	this.statistics.received++;
	return this.$announce();
}

function outcome(
	this: CountedConnection & { $outcome: CountedConnection["outcome"] },
	identifier: number,
	code: number,
): void {
	this.statistics.done(code);
	this.$outcome(identifier, code);
}

function drop(
	this: CountedConnection & { $drop: Required<CountedConnection>["drop"] },
	at: number,
	code: number,
): void {
	this.statistics.done(code);
	this.$drop(at, code);
}

function publish(
	this: CountedConnection & { $publish: CountedConnection["publish"] },
	topic: object,
	payload: Uint8Array,
	count: number,
): number {
	const statistics = this.statistics;
	const before = statistics.rejected;
	const result = this.$publish(topic, payload, count);
	// Fallen back, it comes here twice.
	if (result < 0) statistics.rejected = before + 1;
	return result;
}
