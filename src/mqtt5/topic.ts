// Hot path. A topic that an app publishes to with 5.0: name and properties are encoded once, publishing copies bytes.
import type { QoS } from "../client.js";
import { Topic } from "../topic.js";
import type { PropertyList } from "../wire/property-list.js";
import type { Connection5 } from "./connection.js";

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
	constructor(
		connection: Connection5,
		name: Uint8Array,
		QoS: QoS,
		retain: boolean,
		expiry: number | undefined,
		fixed: Uint8Array,
		properties: PropertyList | undefined,
	) {
		super(connection, name, QoS, retain);
		this.expiry = expiry;
		this.fixed = fixed;
		this.properties = properties;
		this.interval = this.alias = this.uses = 0;
	}

	/** Sets `interval`. @internal */
	setInterval(): void {
		const expiry = this.expiry;
		this.interval = expiry === undefined ? -1 : Math.min(Math.ceil(expiry / 1_000), 0xffffffff);
	}

	/** Adds to `fixed`. @internal */
	append(properties: Uint8Array): void {
		const fixed = this.fixed;
		this.fixed = new Uint8Array(fixed.length + properties.length);
		this.fixed.set(fixed);
		this.fixed.set(properties, fixed.length);
	}
}
