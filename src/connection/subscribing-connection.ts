// Hot path, as far as it writes. What a client says by itself over each connection: what it publishes first, and what it subscribes to. And
// packets that are no records of the session, which may have to be written in parts.

import { beginning, Subscriptions } from "../session/subscriptions.js";
import { Identifier, type Packet, PublishFlag } from "../wire/packet.js";
import { Code } from "../wire/reason-code.js";
import { Phase, Unsettled } from "./connection-state.js";
import { DeliveringConnection } from "./delivering-connection.js";

/** A connection that is begun with a birth, and makes subscriptions true. */
export abstract class SubscribingConnection extends DeliveringConnection {
	/** See Unsettled. */
	unsettled!: number;
	subscriptions!: Subscriptions;
	/** What they take, once there is one: in bytes; and how many go into a packet at most. */
	filterRoom!: number;
	filtersAtOnce!: number;
	/** The PUBLISH that goes first over each connection, if there is one; at QoS 1 its identifier is at `birthIdentifierAt`. */
	birth!: Uint8Array | undefined;
	birthIdentifierAt?: number;
	/** A packet that is no record and was written in part: the rest of it is partly[partlyAt, partlyEnd). */
	partly: Uint8Array | undefined;
	protected partlyAt!: number;
	protected partlyEnd!: number;

	constructor() {
		super();
	}

	/** The largest packet that the server takes, where it says so. */
	maximumPacketSize?: number;

	/** Something has been acknowledged, sent or dropped: if it was the last, the client settles. */
	abstract settle(): void;

	/** Counts the seconds, as messages of 5.0 expire. */
	uptime?(): number;

	/** Gives up those filters that the server has said it cannot take: none without a connection. */
	protected refuseFilters?(): void;

	/** The filters, to add one. The first time, this reserves their memory. */
	filters(): Subscriptions {
		// Not of what class it is: a part has a copy of its own.
		if (!this.subscriptions.most) this.subscriptions = new Subscriptions(this.filterRoom, this.filtersAtOnce);
		return this.subscriptions;
	}

	/** Filters have been added or changed: asks for them, if they are not asked for in a moment anyway. Returns `result`. */
	ask(result: number): number {
		const subscriptions = this.subscriptions;
		this.routes = subscriptions.handled ? subscriptions : undefined;
		this.refuseFilters?.();
		return this.tellFilters(false, result);
	}

	/** Sends the next SUBSCRIBE or UNSUBSCRIBE. */
	protected sendRequest(): void {
		const subscriptions = this.subscriptions;
		// Put together where messages at QoS 0 are, so of as many filters as fit.
		const most = Math.min(this.outSize, this.room, this.maximumPacketSize ?? this.room);
		const out = this.capacity;
		const end = subscriptions.encode(this.bytes, out, most, this.uptime === undefined);
		const start = beginning(out, end);
		this.begin(this.bytes, start, end - start);
	}

	/** Tells what became of filters, and goes on: whether to read on, or `result` if that is given. */
	protected tellFilters(waited: unknown): boolean;
	protected tellFilters(waited: unknown, result: number): number;
	protected tellFilters(waited: unknown, result?: number): number | boolean {
		const subscriptions = this.subscriptions;
		// Before the app is told, which may throw.
		if (!subscriptions.isNew) this.unsettled &= ~Unsettled.Filters;
		else if (!this.leaving) this.unsettled |= Unsettled.Filters;
		if (subscriptions.tell(this, this.owner) || waited) this.settle();
		this.flush();
		return result ?? this.phase === Phase.Online;
	}

	/** The answer to our request has come, with the codes bytes[at, end), for each filter one; none where it has none. Whether to read on. */
	protected answered(type: Packet, at: number, end: number): boolean {
		const subscriptions = this.subscriptions;
		// One that we do not wait for is harmless.
		if (subscriptions.request !== type - 1) return true;
		if (at < end && end - at !== subscriptions.count) return this.fail(Code.protocolError);
		subscriptions.answered(this.bytes, at, end);
		// The next one has a time of its own.
		this.session.awaited = 0;
		return this.tellFilters(true);
	}

	/** Keeps a PUBLISH to this topic as the message that goes first. Allocates. */
	abstract keepBirth(topic: unknown, payload: Uint8Array): void;

	/** Sends the message that goes first. At QoS 1 it is kept until PUBACK, as all are: in memory of its own. */
	protected sendBirth(birth: Uint8Array, present: boolean): void {
		const at = this.birthIdentifierAt;
		if (!present) birth[0] &= ~PublishFlag.DUP;
		if (at) {
			birth[at] = Identifier.Birth >> 8;
			birth[at + 1] = Identifier.Birth & 0xff;
			this.unsettled |= Unsettled.Birth;
		} else this.published = this.time.ticks;
		this.begin(birth, 0, birth.length);
	}

	/** PUBACK has come for a message that is no record. Whether to read on. */
	protected born(identifier: number, code: number): boolean {
		if (identifier !== Identifier.Birth || !(this.unsettled & Unsettled.Birth)) return true;
		this.unsettled &= ~Unsettled.Birth;
		(this.birth as Uint8Array)[0] &= ~PublishFlag.DUP;
		return this.concluded(0, code);
	}

	/** Writes a packet that is no record, before which nothing is half written, as far as there is room; the rest goes before all else. */
	private begin(bytes: Uint8Array, at: number, size: number): void {
		const count = Math.min(size, Math.max(this.room, 0));
		if (count < size) {
			this.partly = bytes;
			this.partlyAt = at + count;
			this.partlyEnd = at + size;
			this.position = 1;
		}
		if (count) this.write(bytes, at, count);
	}

	/** Writes more of such a packet: whether all of it has been. */
	protected goOn(bytes: Uint8Array): boolean {
		const at = this.partlyAt;
		const left = this.partlyEnd - at;
		const count = Math.min(left, this.room);
		if (count > 0) {
			this.partlyAt = at + count;
			this.write(bytes, at, count);
		}
		if (count < left) return false;
		this.partly = undefined;
		this.position = 0;
		this.stalledSince = undefined;
		return true;
	}
}
