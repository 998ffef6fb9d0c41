// Set-up, but for route(). The filters that a client is subscribed to, or wants to be: its own state, made true again by each connection. They lie in
// one fixed piece of memory, an entry each: see Entry in wire/topic-filter.ts. One SUBSCRIBE or UNSUBSCRIBE at a time is on its way, so
// that one Packet Identifier is enough, and it is known which filter a server does not take.

import { Refused } from "../reason.js";
import type { Message, MessageHandler } from "../wire/message.js";
import { Identifier, Packet } from "../wire/packet.js";
import { Code } from "../wire/reason-code.js";
import { lengthSize, writeLength } from "../wire/remaining-length.js";
import { Entry, type KeptFilter } from "../wire/topic-filter.js";
import { isSame } from "../wire/topic-name.js";
import { decodeUTF8 } from "../wire/utf8.js";
import { Filter } from "./filter-state.js";

const enum Bits {
	/** Of the options of a filter, all that there is in 3.1.1. */
	QoS = 3,
}

const enum Size {
	/** First byte, length in three bytes, and Packet Identifier, at most. */
	Head = 6,
	Patience = 10,
	Strikes = 2,
}

/** Who is told. */
export interface FilterOwner {
	onSubscribe?: ((filter: string, granted: number) => void) | undefined;
	onUnsubscribe?: ((filter: string, code: number) => void) | undefined;
	onMessage?: MessageHandler | undefined;
}

/** The connection over which messages come. */
interface Routed {
	readonly io: unknown;
	readonly message: Message;
	readonly owner: FilterOwner;
	/** In 5.0: each handler reads them from their beginning. */
	readonly properties?: { rewind(): void };
	readonly native: {
		findMatch(table: Uint8Array, at: number, end: number, names: Uint8Array, start: number, stop: number): number;
	};
}

/** The filters of a client. */
export class Subscriptions {
	/** bytes[0, used) are entries. */
	readonly bytes: Uint8Array;
	used: number;
	/** By the number in their entries, from 1 on. */
	readonly handlers: (MessageHandler | undefined)[];
	/** How many filters have one. */
	handled: number;
	/** Whether there is something to ask for, and nothing on its way. */
	due: boolean;
	/** Whether the app waits for an outcome. */
	isNew: boolean;
	/** What is on its way: Packet.SUBSCRIBE or UNSUBSCRIBE; 0 for nothing. And for how many filters. */
	request: number;
	count: number;
	/** So many filters at most go into a packet. */
	readonly most: number;
	/**
	 * How many connections have ended at a SUBSCRIBE: from the first on, filters go one at a time until all are answered; a filter that was
	 * asked for alone at the second and the third is the guilty one. A network may be bad twice.
	 */
	private strikes: number;
	/** Where the entry is at which the last one of them ended. */
	private suspect: number;
	/** A filter that ended connections is asked for again ever more seldom: a power of two. 0 if there is none. */
	patience: number;
	/** While a message is given to handlers: the entries behind the present one that were there when it came, also where others are removed. */
	private next: number;
	private end: number;

	constructor(size: number, most: number) {
		this.bytes = new Uint8Array(size);
		this.used = this.request = this.count = this.patience = 0;
		this.strikes = this.suspect = this.handled = this.next = this.end = 0;
		this.handlers = [];
		this.due = this.isNew = false;
		this.most = most;
	}

	/** Two bytes at `at`, as a number. */
	private number(at: number): number {
		return (this.bytes[at] << 8) | this.bytes[at + 1];
	}

	private put(at: number, value: number): void {
		this.bytes[at] = value >> 8;
		this.bytes[at + 1] = value;
	}

	/** Where the filter of the entry at `at` begins, behind its length. */
	filterAt(at: number): number {
		return at + Entry.Header + this.number(at + Entry.Properties) + 2;
	}

	/** Where the entry behind the one at `at` begins; its options are just before. */
	after(at: number): number {
		return at + this.number(at);
	}

	private remove(at: number): void {
		const next = this.after(at);
		this.bytes.copyWithin(at, next, this.used);
		this.used -= next - at;
		if (at < this.suspect) this.suspect -= next - at;
		else if (at === this.suspect) this.suspect = -1;
		if (at < this.next) this.next -= next - at;
		if (at < this.end) this.end -= next - at;
	}

	/**
	 * Keeps a filter: to be subscribed to or, `removed`, not any longer. In the place of the same filter if there is one. @returns 0 or a
	 * Refusal.
	 */
	set(kept: KeptFilter, removed: number): number {
		const bytes = this.bytes;
		const filter = kept.name;
		const properties = kept.properties;
		const before = properties.length;
		const start = Entry.Header + before + 2;
		const size = start + filter.length + 1;
		let at = this.used;
		let state = 0;
		for (let entry = 0; entry < this.used; entry = this.after(entry)) {
			const name = this.filterAt(entry);
			const found = bytes[entry + Entry.State];
			if ((found & (Filter.Left | Filter.Asked)) === (Filter.Left | Filter.Asked)) continue;
			if (this.number(name - 2) !== filter.length || !isSame(bytes, name, name + filter.length, filter, 0)) continue;
			at = entry;
			state = found;
		}
		const isThere = at < this.used;
		// Where its handler goes: an entry has a byte for that.
		let slot = isThere ? bytes[at + Entry.Handler] : 0;
		if (!slot) while (this.handlers[slot++]);
		if (kept.onMessage && slot > 255) return Refused.full;
		const isEqual =
			isThere &&
			(state & Filter.Removed) === removed &&
			bytes[this.after(at) - 1] === kept.bits &&
			this.number(at) === size &&
			isSame(bytes, at + Entry.Header, at + Entry.Header + before, properties, 0);
		if (!isEqual) {
			const freed = isThere && !(state & Filter.Asked) ? this.number(at) : 0;
			if (this.used - freed + size > bytes.length) {
				// What nobody has asked for since the session was restored goes first.
				if (this.purge()) return this.set(kept, removed);
				return size > bytes.length ? Refused.tooLarge : Refused.full;
			}
			if (isThere) {
				this.release(at);
				if (freed) this.remove(at);
				else bytes[at + Entry.State] |= Filter.Left;
			}
			at = this.used;
			this.used += size;
			this.put(at, size);
			bytes[at + Entry.Handler] = 0;
			this.put(at + Entry.Match, start + kept.match);
			this.put(at + Entry.Properties, before);
			bytes.set(properties, at + Entry.Header);
			this.put(at + start - 2, filter.length);
			bytes.set(filter, at + start);
			bytes[at + size - 1] = kept.bits;
			state = removed;
		}
		this.release(at);
		if (kept.onMessage) {
			this.handlers[slot - 1] = kept.onMessage;
			bytes[at + Entry.Handler] = slot;
		}
		state &= ~Filter.Left;
		// One that was set aside stays so: an app may name its filters in each onConnect.
		if (!(state & (Filter.Granted | Filter.Asked | Filter.Aside))) state |= Filter.Due | Filter.New;
		bytes[at + Entry.State] = state;
		this.survey();
		return 0;
	}

	/** The entry at `at` has no handler any more. */
	private release(at: number): void {
		const slot = this.bytes[at + Entry.Handler];
		if (slot) this.handlers[slot - 1] = undefined;
		this.bytes[at + Entry.Handler] = 0;
	}

	/** Removes what is left of a saved session: whether there was something. */
	private purge(): boolean {
		const used = this.used;
		for (let at = 0; at < this.used; )
			if ((this.bytes[at + Entry.State] & (Filter.Left | Filter.Asked)) === Filter.Left) this.remove(at);
			else at = this.after(at);
		return this.used < used;
	}

	/** Finds out what there is to do. */
	survey(): void {
		let all = 0;
		this.handled = 0;
		for (let at = 0; at < this.used; at = this.after(at)) {
			all |= this.bytes[at + Entry.State];
			if (this.bytes[at + Entry.Handler]) this.handled++;
		}
		this.due = (all & Filter.Due) > 0 && !this.request;
		this.isNew = (all & Filter.New) > 0;
		if (all & (Filter.Due | Filter.Asked)) return;
		this.strikes = 0;
		if (!(all & Filter.Aside)) this.patience = 0;
	}

	/** CONNACK has come: whether the server has the session. */
	resume(present: boolean): void {
		const bytes = this.bytes;
		// Also where the last one has gone, whose request was never answered.
		if (!this.most) return;
		this.request = 0;
		for (let at = 0; at < this.used; ) {
			let state = bytes[at + Entry.State];
			if (state & Filter.Left && (!present || state & (Filter.Asked | Filter.Told))) this.remove(at);
			else if (state & Filter.Removed && (!present || state & Filter.Granted)) {
				// It has gone with the session.
				this.setOutcome(at, Filter.Granted, 0);
				at = this.after(at);
			} else {
				state &= present ? ~(Filter.Asked | Filter.Told) : ~(Filter.Asked | Filter.Told | Filter.Granted);
				if (!(state & (Filter.Granted | Filter.Aside))) state |= Filter.Due;
				bytes[at + Entry.State] = state;
				at = this.after(at);
			}
		}
		this.survey();
	}

	/** Filters that were set aside are asked for again, one at a time. */
	retry(): void {
		for (let at = 0; at < this.used; at = this.after(at)) {
			const state = this.bytes[at + Entry.State];
			if (state & Filter.Aside) this.bytes[at + Entry.State] = (state & ~Filter.Aside) | Filter.Due;
		}
		this.strikes = Size.Strikes;
		this.survey();
	}

	/** Why the connection has ended: if the server ended it at a SUBSCRIBE for one filter, that one is set aside; at UNSUBSCRIBE, it is given up. */
	ended(code: number): void {
		if (!this.request || code === Code.keepAliveTimeout) return;
		if (code > 0xff && code !== Code.connectionLost && code !== Code.acknowledgeTimeout) return;
		let at = 0;
		while (at < this.used && !(this.bytes[at + Entry.State] & Filter.Asked)) at = this.after(at);
		// The filters before it may have been answered in between, as they are asked for again in a new session.
		if (this.count > 1 || this.suspect !== at) this.strikes = Math.min(this.strikes, 1);
		this.suspect = at;
		if (++this.strikes <= Size.Strikes || this.count > 1 || at === this.used) return;
		if (this.bytes[at + Entry.State] & Filter.Left) return;
		if (this.patience < Size.Patience) this.patience++;
		this.setOutcome(at, Filter.Aside, code);
	}

	/** What is to be told of the entry at `at`, and what state it has from now on. */
	setOutcome(at: number, state: number, code: number): void {
		const bytes = this.bytes;
		bytes[at + Entry.State] = state | (bytes[at + Entry.State] & (Filter.Left | Filter.Removed)) | Filter.Told;
		this.put(at + Entry.Code, code);
	}

	/**
	 * Puts the next SUBSCRIBE or UNSUBSCRIBE together in out[at, at + most), of as many filters as fit, and at least of one: where it ends. Its
	 * length is known last, so it begins up to two bytes behind `at`: see beginning(). `isPlain`: in 3.1.1.
	 */
	encode(out: Uint8Array, at: number, most: number, isPlain: boolean): number {
		const bytes = this.bytes;
		const used = this.used;
		let removed = 0;
		let first = -1;
		let before = 0;
		let end = at + Size.Head;
		this.count = 0;
		for (let entry = 0; entry < used; entry = this.after(entry)) {
			const state = bytes[entry + Entry.State];
			const properties = isPlain ? 0 : this.number(entry + Entry.Properties);
			if (!(state & Filter.Due)) continue;
			let from = this.filterAt(entry) - 2;
			const to = this.after(entry) - (state & Filter.Removed ? 1 : 0);
			if (first < 0) {
				first = entry + Entry.Header;
				before = properties;
				removed = state & Filter.Removed;
				for (let i = 0; i < before; i++) out[end++] = bytes[first + i];
				// Properties are those of the packet.
			} else if (
				(state & Filter.Removed) !== removed ||
				properties !== before ||
				!isSame(bytes, first, first + before, bytes, entry + Entry.Header) ||
				end + to - from > at + most
			)
				continue;
			bytes[entry + Entry.State] = (state & ~Filter.Due) | Filter.Asked;
			while (from < to) out[end++] = bytes[from++];
			if (isPlain && !removed) out[end - 1] &= Bits.QoS;
			if (++this.count === this.most || this.strikes) break;
		}
		this.request = removed ? Packet.UNSUBSCRIBE : Packet.SUBSCRIBE;
		const length = end - at - Size.Head + 2;
		out[at + Size.Head - 1] = Identifier.Request & 0xff;
		out[at + Size.Head - 2] = Identifier.Request >> 8;
		at += Size.Head - 3 - lengthSize(length);
		out[at] = (this.request << 4) | 2;
		writeLength(out, at + 1, length);
		this.survey();
		return end;
	}

	/** SUBACK or UNSUBACK has come, whose codes are bytes[at, end): 0 for each of UNSUBACK in 3.1.1. */
	answered(bytes: Uint8Array, at: number, end: number): void {
		this.request = 0;
		for (let entry = 0; entry < this.used; entry = this.after(entry)) {
			if (!(this.bytes[entry + Entry.State] & Filter.Asked)) continue;
			const code = at < end ? bytes[at++] : 0;
			this.setOutcome(entry, code < 0x80 ? Filter.Granted : 0, code);
		}
		this.survey();
	}

	/** Tells the app what became of filters, over this connection: whether there was anything. Allocates, if there is somebody to be told. */
	tell(connection: { readonly phase: number }, owner: FilterOwner): boolean {
		let told = false;
		for (let at = 0; at < this.used; ) {
			const state = this.bytes[at + Entry.State];
			if (!(state & Filter.Told)) {
				at = this.after(at);
				continue;
			}
			const callback = state & Filter.Removed ? owner.onUnsubscribe : owner.onSubscribe;
			const code = this.number(at + Entry.Code);
			const name = this.filterAt(at);
			const filter = callback ? decodeUTF8(this.bytes, name, this.after(at) - 1) : "";
			this.bytes[at + Entry.State] = state & ~Filter.Told;
			// One that was removed, or replaced meanwhile.
			if (state & (Filter.Removed | Filter.Left)) {
				this.release(at);
				this.remove(at);
			}
			this.survey();
			told = true;
			callback?.call(owner, filter, code);
			if (!connection.phase) break;
			// The app may have changed anything.
			at = 0;
		}
		return told;
	}

	/** Gives the message that has come to each filter that matches; or else to the client. */
	route(connection: Routed): void {
		const message = connection.message;
		const owner = connection.owner;
		const native = connection.native;
		const table = this.bytes;
		const start = message.topicStart;
		const stop = message.topicEnd;
		let at = native.findMatch(table, 0, this.used, message.bytes, start, stop);
		if (at < 0) {
			owner.onMessage?.(message);
			return;
		}
		const io = connection.io;
		this.end = this.used;
		while (at >= 0) {
			const handler = this.handlers[table[at + Entry.Handler] - 1] as MessageHandler;
			// There is but one, nearly always.
			if (this.handled < 2) {
				handler(message);
				return;
			}
			this.next = at + ((table[at] << 8) | table[at + 1]);
			handler(message);
			// The app may have closed the connection, or changed the filters: new ones are not meant.
			if (connection.io !== io || this.next >= this.end) return;
			at = native.findMatch(table, this.next, this.end, message.bytes, start, stop);
			if (at >= 0) connection.properties?.rewind();
		}
	}
}

/** Those of a client that has none, and needs no memory for them. */
export const NO_SUBSCRIPTIONS: Subscriptions = Object.freeze(new Subscriptions(0, 0)) as Subscriptions;

/** Where the packet begins that encode() has put together at `at`, up to `end`. */
export function beginning(at: number, end: number): number {
	return at + 3 - lengthSize(end - at - Size.Head + 2);
}
