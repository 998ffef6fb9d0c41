// Hot path. A topic of 3.1.1.

import { Topic } from "../client/topic.js";
import { Size } from "../connection/connection-state.js";
import { Refused } from "../reason.js";
import type { QoS } from "../wire/packet.js";
import { publishTemplate } from "../wire/publish.js";
import { NO_BYTES } from "../wire/utf8.js";
import type { Connection311 } from "./connection.js";

/** A topic to publish to, created by Client.topic(). Its methods allocate nothing. */
export class Topic311 extends Topic<Connection311> {
	/** @internal */
	constructor(connection: Connection311, name: Uint8Array, QoS: QoS, retain: boolean) {
		super(connection, QoS, name.length, publishTemplate(name, QoS, retain, NO_BYTES));
	}

	override publish(payload?: Uint8Array | ArrayBuffer | string, length?: number): number {
		// `instanceof` costs four times as much.
		if (!payload || payload.constructor !== Uint8Array) return this.publishOther(payload, length);
		const bytes = payload as Uint8Array;
		const available = bytes.length;
		// Invalid lengths, including NaN and fractions, fail one of these comparisons.
		if (length === undefined) length = available;
		else if (!(length >= 0 && length <= available && (length | 0) === length)) return Refused.invalid;
		const it = this.connection;
		const size = this.templateSize + length;
		// The common case: the length takes one byte, nothing waits, and there is room for the whole packet.
		if (size < 130 && it.ready && it.room >= size + Size.Reserved) {
			const template = this.template;
			// Often the same length as in the last packet.
			if (size !== this.size) {
				this.size = size;
				template[1] = size - 2;
			}
			// At QoS 2, the server may have as many messages in flight as it accepts.
			if (this.QoS === 1) {
				const session = it.session;
				const start = session.addPublish(this, size, bytes, available);
				if (start >= 0) {
					it.room = it.socket.writeFrom(session.bytes, start, size) ?? -1;
					it.lastSent = it.time.ticks;
					return session.identifier;
				}
			} else if (available <= this.most) {
				const out = it.capacity;
				const all = it.bytes;
				all.set(template, out);
				if (available) all.set(bytes, out + this.templateSize);
				it.room = it.socket.writeFrom(all, out, size) ?? -1;
				it.published = it.time.ticks;
				return 0;
			}
		}
		return it.publish(this, bytes, length);
	}
}
