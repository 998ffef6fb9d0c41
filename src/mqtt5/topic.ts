// Hot path. A topic that an app publishes to with 5.0: name and properties are encoded once, publishing copies bytes.
import type { QoS } from "../client.js";
import { Topic } from "../topic.js";
import type { PropertyList } from "../wire/property-list.js";
import type { Connection5 } from "./connection.js";
import type { TopicOptions5 } from "./options.js";

/** A topic to publish to, made by Client.topic(). Its methods allocate nothing. */
export class Topic5 extends Topic {
	/** Milliseconds after which a message is of no use (section 3.3.2.3.3): undefined for never. May be changed before each publish(). */
	expiry: number | undefined;
	/** Of the present message: Message Expiry Interval in seconds, rounded up; -1 for none. @internal */
	interval: number;
	/** @internal */
	fixed: Uint8Array;
	/** Properties of the next messages: may be refilled before each publish(). */
	readonly properties: PropertyList | undefined;
	/** The present alias, 0 if there is none. @internal */
	alias: number;
	/** How often it was published to. @internal */
	uses: number;

	/** @internal */
	constructor(connection: Connection5, name: Uint8Array, options: TopicOptions5, fixed: Uint8Array) {
		super(connection, name, options.QoS as QoS, options.retain as boolean);
		this.expiry = options.expiry;
		this.properties = options.properties;
		this.fixed = fixed;
		this.interval = this.alias = this.uses = 0;
	}

	/** Sets `interval`. @internal */
	setInterval(): void {
		const expiry = this.expiry;
		this.interval = expiry === undefined ? -1 : Math.min(Math.ceil(expiry / 1_000), 0xffffffff);
	}

	/** Adds encoded properties, if there are any. @internal */
	append(properties: Uint8Array | undefined): void {
		if (properties) this.fixed = concat(this.fixed, properties);
	}
}

/** Bytes behind others. Allocates. */
export function concat(one: Uint8Array, other: Uint8Array): Uint8Array {
	const both = new Uint8Array(one.length + other.length);
	both.set(one);
	both.set(other, one.length);
	return both;
}
