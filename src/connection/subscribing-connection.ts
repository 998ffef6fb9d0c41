// Hot path, as far as it writes. What a client sends by itself on each connection: the birth message and
// subscriptions. Also writes packets that are not records of the session, in parts if necessary.

import { beginning, Subscriptions } from "../session/subscriptions.js";
import { Identifier, type Packet, PublishFlag } from "../wire/packet.js";
import { Code } from "../wire/reason-code.js";
import { Phase, Unsettled } from "./connection-state.js";
import { DeliveringConnection } from "./delivering-connection.js";

/** A connection that begins with a birth message and restores subscriptions. */
export abstract class SubscribingConnection extends DeliveringConnection {
	/** See Unsettled. */
	unsettled!: number;
	subscriptions!: Subscriptions;
	/**
	 * The memory for filters, reserved with the first one, in bytes; and the maximum number of filters in a packet.
	 */
	filterRoom!: number;
	filtersAtOnce!: number;
	/** The birth message, if there is one. At QoS 1, its identifier is at `birthIdentifierAt`. */
	birth!: Uint8Array | undefined;
	birthIdentifierAt?: number;
	/** A packet that is not a record and was written in part. The rest is partly[partlyAt, partlyEnd). */
	partly: Uint8Array | undefined;
	protected partlyAt!: number;
	protected partlyEnd!: number;

	constructor() {
		super();
	}

	/** The largest packet that the server accepts, if it says so. */
	maximumPacketSize?: number;

	/** Something was acknowledged, sent or dropped. If it was the last, the client is settled. */
	abstract settle(): void;

	/** Counts seconds, because messages of 5.0 may expire. */
	uptime?(): number;

	/** Gives up filters that the server has said it cannot accept. */
	protected refuseFilters?(): void;

	/** The filters, to add one. The first call reserves their memory. */
	filters(): Subscriptions {
		// Does not compare the class, because each part has its own copy of it.
		if (!this.subscriptions.most) this.subscriptions = new Subscriptions(this.filterRoom, this.filtersAtOnce);
		return this.subscriptions;
	}

	/** Filters were added or changed: requests them, unless that happens in a moment anyway. Returns `result`. */
	ask(result: number): number {
		const subscriptions = this.subscriptions;
		this.routes = subscriptions.handled ? subscriptions : undefined;
		this.refuseFilters?.();
		return this.tellFilters(false, result);
	}

	/** Sends the next SUBSCRIBE or UNSUBSCRIBE. */
	protected sendRequest(): void {
		const subscriptions = this.subscriptions;
		// Built where messages at QoS 0 are built, so only as many filters as fit there.
		const most = Math.min(this.outSize, this.room, this.maximumPacketSize ?? this.room);
		const out = this.capacity;
		const end = subscriptions.encode(this.bytes, out, most, this.uptime === undefined);
		const start = beginning(out, end);
		this.begin(this.bytes, start, end - start);
	}

	/** Reports the outcome of filters to the app, and continues. Returns `result` if given, else whether to read on. */
	protected tellFilters(waited: unknown): boolean;
	protected tellFilters(waited: unknown, result: number): number;
	protected tellFilters(waited: unknown, result?: number): number | boolean {
		const subscriptions = this.subscriptions;
		// Before the app's callback, which may throw.
		if (!subscriptions.isNew) this.unsettled &= ~Unsettled.Filters;
		else if (!this.leaving) this.unsettled |= Unsettled.Filters;
		if (subscriptions.tell(this, this.owner) || waited) this.settle();
		this.flush();
		return result ?? this.phase === Phase.Online;
	}

	/**
	 * SUBACK or UNSUBACK has come. bytes[at, end) has a code for each filter, or is empty if the packet has none.
	 * Returns whether to read on.
	 */
	protected answered(type: Packet, at: number, end: number): boolean {
		const subscriptions = this.subscriptions;
		// An unexpected answer is ignored.
		if (subscriptions.request !== type - 1) return true;
		if (at < end && end - at !== subscriptions.count) return this.fail(Code.protocolError);
		subscriptions.answered(this.bytes, at, end);
		// The next request has its own time limit.
		this.session.awaited = 0;
		return this.tellFilters(true);
	}

	/** Stores a PUBLISH to this topic as the birth message. Allocates. */
	abstract keepBirth(topic: unknown, payload: Uint8Array): void;

	/** Sends the birth message. At QoS 1, it is kept until PUBACK in memory of its own. */
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

	/** PUBACK has come for a message that is not a record. Returns whether to read on. */
	protected born(identifier: number, code: number): boolean {
		if (identifier !== Identifier.Birth || !(this.unsettled & Unsettled.Birth)) return true;
		this.unsettled &= ~Unsettled.Birth;
		(this.birth as Uint8Array)[0] &= ~PublishFlag.DUP;
		return this.concluded(0, code);
	}

	/**
	 * Begins to write a packet that is not a record, as far as there is room; the rest is written before anything
	 * else. No other packet may be partly written.
	 */
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

	/** Continues to write such a packet. Returns whether it is complete. */
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
