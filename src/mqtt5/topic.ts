// Hot path. A topic of 5.0: name and properties are encoded once; publishing copies bytes.

import { Topic } from "../client/topic.js";
import { Size } from "../connection/connection-state.js";
import { Refused } from "../reason.js";
import { propertyBytes } from "../wire/assemble.js";
import { Packet, PublishFlag, type QoS } from "../wire/packet.js";
import { Id } from "../wire/properties.js";
import type { PropertyList } from "../wire/property-list.js";
import { PropertySize, publishTemplate } from "../wire/publish.js";
import type { Connection5 } from "./connection.js";

/** A topic to publish to, created by Client.topic(). Its methods allocate nothing. */
export class Topic5 extends Topic<Connection5> {
	/**
	 * Milliseconds after which a message expires (section 3.3.2.3.3); undefined for never. May be changed before each
	 * publish().
	 */
	expiry: number | undefined;
	/** Properties of the next messages. May be refilled before each publish(). */
	readonly properties: PropertyList | undefined;
	/** Encoded properties of all its messages. At the end of the template they follow their length. @internal */
	readonly fixed: Uint8Array;
	/** The Message Expiry Interval of the current message in seconds, rounded up; -1 for none. @internal */
	interval: number;
	/** Its packets contain only a name and a payload, and an alias does not make them longer. @internal */
	readonly isPlain: boolean;
	/** The current alias, or 0. @internal */
	alias: number;
	/** How often it was published to. @internal */
	uses: number;
	/** The same topic in 3.1.1, for a client that has fallen back. @internal */
	fallen?: object;
	/** The flags of its packets. @internal */
	readonly flags: number;
	/** The first two bytes of a packet with an alias and no payload, as the upper half of 32 bits. */
	private readonly aliasedHead: number;

	/** @internal */
	constructor(
		connection: Connection5,
		name: Uint8Array,
		QoS: QoS,
		retain: boolean,
		fixed: Uint8Array,
		expiry: number | undefined,
		properties: PropertyList | undefined,
	) {
		super(connection, QoS, name.length, publishTemplate(name, QoS, retain, fixed.length ? propertyBytes(fixed) : ZERO));
		// In the order of use, because the engine searches properties in order of creation.
		this.alias = 0;
		this.expiry = expiry;
		this.isPlain = !fixed.length && !properties && name.length >= PropertySize.Alias;
		this.flags = (QoS << 1) | (retain ? PublishFlag.RETAIN : 0);
		this.uses = 0;
		this.aliasedHead =
			((this.flags | (Packet.PUBLISH << 4)) << 24) | (((QoS ? Aliased.Size1 : Aliased.Size0) - 2) << 16);
		this.properties = properties;
		this.interval = -1;
		this.fixed = fixed;
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
		let size = this.templateSize + length;
		const alias = this.alias;
		// As in 3.1.1; also, nothing has to be encoded for each message, and the server accepts the flags.
		if (
			size < 130 &&
			it.ready &&
			it.room >= size + Size.Reserved &&
			size <= it.maximumPacketSize &&
			this.expiry === undefined &&
			// With an alias, the server has accepted the topic before.
			(alias ? this.isPlain : !it.topicAliasMaximum && !this.properties && !(this.flags & it.unavailable))
		) {
			const out = it.capacity;
			if (available <= this.most) {
				const all = it.bytes;
				if (alias) {
					const view = it.view;
					size = Aliased.Size0 + length;
					this.uses++;
					view.setInt32(out, this.aliasedHead + (length << 16));
					view.setInt32(out + 4, Aliased.Property | alias);
					if (available) all.set(bytes, out + Aliased.Size0);
				} else {
					// Often the same length as in the last packet.
					if (size !== this.size) {
						this.size = size;
						this.template[1] = size - 2;
					}
					all.set(this.template, out);
					if (available) all.set(bytes, out + this.templateSize);
				}
				it.room = it.socket.writeFrom(all, out, size) ?? -1;
				it.published = it.time.ticks;
				return 0;
			}
			if (this.QoS && it.quota > 0) {
				const session = it.session;
				// Often the same length as in the last packet.
				if (size !== this.size) {
					this.size = size;
					this.template[1] = size - 2;
				}
				const start = session.addPublish(this, size, bytes, available);
				if (start < 0) return it.publish(this, bytes, length);
				const identifier = session.identifier;
				it.quota--;
				if (alias && Aliased.Size1 + available <= it.outSize) {
					// The session stores the full name, because an alias ends with the connection.
					const view = it.view;
					const all = it.bytes;
					size = Aliased.Size1 + length;
					this.uses++;
					view.setInt32(out, this.aliasedHead + (length << 16));
					view.setUint16(out + 4, identifier);
					view.setInt32(out + 6, Aliased.Property | alias);
					if (available) all.set(bytes, out + Aliased.Size1);
					it.room = it.socket.writeFrom(all, out, size) ?? -1;
				} else it.room = it.socket.writeFrom(session.bytes, start, size) ?? -1;
				it.lastSent = it.time.ticks;
				return identifier;
			}
		}
		return it.publish(this, bytes, length);
	}
}

/** The length of no properties. */
const ZERO = new Uint8Array(1);
/** Packets with an alias in place of the name, and only a payload besides. */
const enum Aliased {
	/** The length of the properties and the alias's identifier, as the upper half of 32 bits. */
	Property = ((3 << 8) | Id.topicAlias) << 16,
	/** The size before the payload, at QoS 0 and at QoS 1 and 2. */
	Size0 = 8,
	Size1 = 10,
}
