// "mote-mqtt/statistics": counts what a client does. The core does not call it: it puts itself between a client, its
// connection and its socket, so that clients without it pay nothing. Constructor and attach() are set-up; everything
// else is hot path.
import { Packet, PublishFlag } from "../wire/packet.js";
import { Code } from "../wire/reason-code.js";

/** The reasons that are counted separately: those of the specification from 0x80 on, and Mote's own from 0x100 on. */
const enum Reasons {
	First = 0x80,
	Server = 0x30,
	Own = 0x20,
}

/** The methods of a socket that are used here. */
interface CountedSocket {
	readInto(bytes: Uint8Array, at: number, count: number): unknown;
	writeFrom(bytes: Uint8Array, at: number, count: number): number | undefined;
	close(): void;
}

/** The properties of a client that are used here; and the original methods. */
interface CountedClient {
	readonly statistics: Statistics;
	readonly connection: CountedConnection;
	online(present: boolean): void;
	report(code: number, retry: number | undefined): void;
}

/** The same for a connection. */
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
 * Counts what a client has done since it was created, as the option `statistics` of a client: `new Client({
 * statistics: new Statistics(), … })`. Use one for each client. The numbers can be read at any time; that allocates
 * nothing.
 */
export class Statistics {
	/** Connections that the server has accepted. */
	connections: number;
	/** Connections that failed or ended otherwise than by disconnect(): the sum of all failures(). */
	failed: number;
	/** Messages written to the socket, at any QoS, except the birth message. */
	sent: number;
	/** Of these, the resent ones (duplicates). */
	sentAgain: number;
	/** Messages received, including those that were skipped. */
	received: number;
	/** Messages that publish() refused: Refusal.full, and so on. */
	rejected: number;
	/** In 5.0: messages refused by the server, or that it has said it would refuse: onOutcome from 128 to 255. */
	refused: number;
	/** Messages given up by discard() or the option `attempts`. */
	discarded: number;
	/** In 5.0: messages that expired before they were sent. */
	expired: number;
	/** Messages replaced by a newer one before they were sent. */
	replaced: number;
	/** The number of failures for each reason, up to 65,535. */
	private readonly reasons: Uint16Array;
	private client: CountedClient | undefined;
	/** The current connection and its socket. */
	private connection: CountedConnection | undefined;
	private socket: CountedSocket | undefined;

	constructor() {
		this.socket = this.connection = this.client = undefined;
		this.sent = this.received = this.sentAgain = 0;
		this.connections = this.failed = this.rejected = this.refused = this.discarded = this.expired = this.replaced = 0;
		this.reasons = new Uint16Array(Reasons.Server + Reasons.Own);
	}

	/** The number of connections that failed or ended for this reason: one of Reason. */
	failures(code: number): number {
		return this.reasons[place(code)] ?? 0;
	}

	/** The number of messages not sent or not acknowledged. */
	get waiting(): number {
		const session = this.client!.connection.session;
		let count = 0;
		for (let at = 0; at < session.used; at = session.after(at)) {
			const first = session.bytes[at + session.header];
			// Other records are of messages that were given up.
			if (first >> 4 === Packet.PUBLISH || first === ((Packet.PUBREL << 4) | 2)) count++;
		}
		return count;
	}

	/** How many bytes of `buffers.unacknowledged` these messages take. */
	get waitingBytes(): number {
		return this.client!.connection.session.used;
	}

	/** The size of `buffers.unacknowledged`. */
	get capacity(): number {
		return this.client!.connection.session.capacity;
	}

	/** Called by the client when it has been created. @internal */
	attach(client: object): void {
		this.client = client as CountedClient;
		replace(client, "online", online);
		replace(client, "report", report);
		this.count();
	}

	/** Counts on the current connection, which is another one after fallback to 3.1.1. */
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

	/** CONNACK has accepted the client. @internal */
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

	/** A message is completed. @internal */
	done(code: number): void {
		if (code === Code.discarded) this.discarded++;
		else if (code === Code.messageExpired) this.expired++;
		else if (code === Code.replaced) this.replaced++;
		else if (code > 0x7f && code < 0x100) this.refused++;
	}

	// The methods of the connection's socket:

	/** @internal */
	readInto(bytes: Uint8Array, at: number, count: number): unknown {
		return this.socket!.readInto(bytes, at, count);
	}

	/** @internal */
	writeFrom(bytes: Uint8Array, at: number, count: number): number | undefined {
		const first = bytes[at];
		// Only a packet's first byte is its type; later bytes may have any value.
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

/** The index of a reason's count. */
function place(code: number): number {
	if (code < 0x100) return code - Reasons.First;
	return code - 0x100 < Reasons.Own ? code - 0x100 + Reasons.Server : -1;
}

/** Replaces a method. The original stays available under a name with a "$". */
function replace(object: object, name: string, method: unknown): void {
	// An assignment would fail on a device, because the inherited method is in flash and read-only.
	Object.defineProperty(object, `$${name}`, { value: (object as Record<string, unknown>)[name] });
	Object.defineProperty(object, name, { value: method });
}

// The replacements for methods of the client:

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

// The replacements for methods of its connection:

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
	// After fallback to 3.1.1, the method is called twice.
	if (result < 0) statistics.rejected = before + 1;
	return result;
}
