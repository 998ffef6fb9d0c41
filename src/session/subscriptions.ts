// Set-up, except route(). The filters that a client is subscribed to or wants to be. The client restores them on each
// connection. They are in one block of fixed size, with an entry each: see Entry in wire/topic-filter.ts. Only one
// SUBSCRIBE or UNSUBSCRIBE is sent at a time, so one Packet Identifier is enough, and a filter that makes a server
// close the connection can be found.

import { Refused } from "../reason.js";
import type { MessageHandler } from "../wire/message.js";
import { Identifier, Packet } from "../wire/packet.js";
import { Code } from "../wire/reason-code.js";
import { lengthSize, writeLength } from "../wire/remaining-length.js";
import { Entry, type KeptFilter } from "../wire/topic-filter.js";
import { isSame } from "../wire/topic-name.js";
import { decodeUTF8 } from "../wire/utf8.js";
import type { FilterOwner, Routed } from "./filter-owner.js";
import { Filter } from "./filter-state.js";

const enum Bits {
	/** The only option of a filter that exists in 3.1.1. */
	QoS = 3,
}

const enum Size {
	/** First byte, length in three bytes and Packet Identifier, at most. */
	Head = 6,
	Patience = 10,
	Strikes = 2,
}

/** A client's filters. */
export class Subscriptions {
	/** bytes[0, used) are entries. */
	readonly bytes: Uint8Array;
	used: number;
	/** Handlers, by the number in their entries, from 1 on. */
	readonly handlers: (MessageHandler | undefined)[];
	/** The number of filters with a handler. */
	handled: number;
	/** Whether a request is to be sent, and none is pending. */
	due: boolean;
	/** Whether the app waits for an outcome. */
	isNew: boolean;
	/** The pending request: Packet.SUBSCRIBE or UNSUBSCRIBE; 0 for none. And its number of filters. */
	request: number;
	count: number;
	/** The maximum number of filters in a packet. */
	readonly most: number;
	/**
	 * The number of connections that ended at a SUBSCRIBE. After the first one, filters are requested one at a time
	 * until all are answered. A filter that was alone in the second and in the third is the cause: two failures may
	 * be the network's.
	 */
	private strikes: number;
	/** The offset of the entry at which the last of these connections ended. */
	private suspect: number;
	/**
	 * A filter that ended connections is requested less and less often: the exponent of a power of two. 0 if there is
	 * none.
	 */
	patience: number;
	/**
	 * While a message is passed to handlers: the entries after the current one that existed when the message came,
	 * adjusted when others are removed.
	 */
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

	/** The two bytes at `at` as a number. */
	private number(at: number): number {
		return (this.bytes[at] << 8) | this.bytes[at + 1];
	}

	private put(at: number, value: number): void {
		this.bytes[at] = value >> 8;
		this.bytes[at + 1] = value;
	}

	/** The offset of the filter of the entry at `at`, after its length. */
	filterAt(at: number): number {
		return at + Entry.Header + this.number(at + Entry.Properties) + 2;
	}

	/** The offset of the entry after the one at `at`. The options are in the byte before. */
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
	 * Stores a filter to be subscribed to or, with `removed`, to be unsubscribed from. Replaces the same filter if it
	 * is present. @returns 0 or a Refusal.
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
		// The index for its handler, which has one byte in an entry.
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
				// Filters of a restored session that the app has not subscribed to again are removed first.
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
		// A filter that was set aside remains so, because an app may subscribe in each onConnect.
		if (!(state & (Filter.Granted | Filter.Asked | Filter.Aside))) state |= Filter.Due | Filter.New;
		bytes[at + Entry.State] = state;
		this.survey();
		return 0;
	}

	/** Removes the handler of the entry at `at`. */
	private release(at: number): void {
		const slot = this.bytes[at + Entry.Handler];
		if (slot) this.handlers[slot - 1] = undefined;
		this.bytes[at + Entry.Handler] = 0;
	}

	/**
	 * Removes filters of a saved session that the app has not subscribed to again. Returns whether there were any.
	 */
	private purge(): boolean {
		const used = this.used;
		for (let at = 0; at < this.used; )
			if ((this.bytes[at + Entry.State] & (Filter.Left | Filter.Asked)) === Filter.Left) this.remove(at);
			else at = this.after(at);
		return this.used < used;
	}

	/** Updates `due` and `isNew`. */
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

	/** CONNACK has come. `present`: the server has the session. */
	resume(present: boolean): void {
		const bytes = this.bytes;
		// Done even without entries, because the last one may have gone while its request was pending.
		if (!this.most) return;
		this.request = 0;
		for (let at = 0; at < this.used; ) {
			let state = bytes[at + Entry.State];
			if (state & Filter.Left && (!present || state & (Filter.Asked | Filter.Told))) this.remove(at);
			else if (state & Filter.Removed && (!present || state & Filter.Granted)) {
				// The filter has gone with the session.
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

	/** Requests filters again that were set aside, one at a time. */
	retry(): void {
		for (let at = 0; at < this.used; at = this.after(at)) {
			const state = this.bytes[at + Entry.State];
			if (state & Filter.Aside) this.bytes[at + Entry.State] = (state & ~Filter.Aside) | Filter.Due;
		}
		this.strikes = Size.Strikes;
		this.survey();
	}

	/**
	 * The connection has ended. If the server closed it because of a SUBSCRIBE with one filter, that filter is set
	 * aside; because of UNSUBSCRIBE, it is given up.
	 */
	ended(code: number): void {
		if (!this.request || code === Code.keepAliveTimeout) return;
		if (code > 0xff && code !== Code.connectionLost && code !== Code.acknowledgeTimeout) return;
		let at = 0;
		while (at < this.used && !(this.bytes[at + Entry.State] & Filter.Asked)) at = this.after(at);
		// Other filters may have been answered in between, because all are requested again in a new session.
		if (this.count > 1 || this.suspect !== at) this.strikes = Math.min(this.strikes, 1);
		this.suspect = at;
		if (++this.strikes <= Size.Strikes || this.count > 1 || at === this.used) return;
		if (this.bytes[at + Entry.State] & Filter.Left) return;
		if (this.patience < Size.Patience) this.patience++;
		this.setOutcome(at, Filter.Aside, code);
	}

	/** Sets the outcome to report for the entry at `at`, and its new state. */
	setOutcome(at: number, state: number, code: number): void {
		const bytes = this.bytes;
		bytes[at + Entry.State] = state | (bytes[at + Entry.State] & (Filter.Left | Filter.Removed)) | Filter.Told;
		this.put(at + Entry.Code, code);
	}

	/**
	 * Builds the next SUBSCRIBE or UNSUBSCRIBE in out[at, at + most), with as many filters as fit, at least one.
	 * Returns its end. Its length is known last, so the packet begins up to two bytes after `at`: see beginning().
	 * `isPlain`: in 3.1.1.
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
				// A packet has one set of properties for all its filters.
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

	/**
	 * SUBACK or UNSUBACK has come. Its codes are bytes[at, end); UNSUBACK of 3.1.1 has none, which means 0 for each
	 * filter.
	 */
	answered(bytes: Uint8Array, at: number, end: number): void {
		this.request = 0;
		for (let entry = 0; entry < this.used; entry = this.after(entry)) {
			if (!(this.bytes[entry + Entry.State] & Filter.Asked)) continue;
			const code = at < end ? bytes[at++] : 0;
			this.setOutcome(entry, code < 0x80 ? Filter.Granted : 0, code);
		}
		this.survey();
	}

	/**
	 * Reports outcomes to the app, on this connection. Returns whether there were any. Allocates if there is a
	 * callback.
	 */
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
			// The entry was removed, or replaced meanwhile.
			if (state & (Filter.Removed | Filter.Left)) {
				this.release(at);
				this.remove(at);
			}
			this.survey();
			told = true;
			callback?.call(owner, filter, code);
			if (!connection.phase) break;
			// The app may have changed anything in the callback.
			at = 0;
		}
		return told;
	}

	/** Passes the received message to the handler of each matching filter, or else to the client's. */
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
			// Nearly always there is only one handler.
			if (this.handled < 2) {
				handler(message);
				return;
			}
			this.next = at + ((table[at] << 8) | table[at + 1]);
			handler(message);
			// The app may have closed the connection or changed the filters. The message is not passed to new
			// filters.
			if (connection.io !== io || this.next >= this.end) return;
			at = native.findMatch(table, this.next, this.end, message.bytes, start, stop);
			if (at >= 0) connection.properties?.rewind();
		}
	}
}

/** For clients without filters, which need no memory for them. */
export const NO_SUBSCRIPTIONS: Subscriptions = Object.freeze(new Subscriptions(0, 0)) as Subscriptions;

/** The beginning of the packet that encode() has built at `at`, with its end at `end`. */
export function beginning(at: number, end: number): number {
	return at + 3 - lengthSize(end - at - Size.Head + 2);
}
