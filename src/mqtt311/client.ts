// Set-up. "mote-mqtt": the client of MQTT 3.1.1 for apps.

import { wrong } from "../client/checks.js";
import { Client, SUBSCRIPTION, type SubscribeOptions, type Subscription, TOPIC } from "../client/client.js";
import type { ClientOptions } from "../client/options.js";
import { OPTIONS, WILL } from "../client/settings.js";
import type { TopicOptions } from "../client/topic.js";
import type { Sizes } from "../connection/session-connection.js";
import { Reason } from "../reason.js";
import { Filter } from "../session/filter-state.js";
import { type ConnectFields, encodeConnect } from "../wire/connect.js";
import { Connection311 } from "./connection.js";
import { Topic311 } from "./topic.js";

/**
 * A client of MQTT 3.1.1. It connects when it is created, and reconnects whenever the connection is lost. The
 * constructor reserves all memory for messages; once connected, publishing, receiving, acknowledging and pinging
 * allocate nothing.
 */
export class Client311 extends Client {
	/** @internal */
	declare connection: Connection311;

	/**
	 * Throws a TypeError or RangeError that names the option. The first callback comes after the constructor has
	 * returned.
	 * @example const client = new Client({ ...tcp, host: "broker.local", id: "sensor-17" });
	 */
	constructor(options: ClientOptions) {
		super(options, OPTIONS, WILL);
	}

	protected override greeting(options: ClientOptions, fields: ConnectFields): Uint8Array {
		if (options.user === undefined && options.password !== undefined) wrong("user", "a string, as there is a password");
		return encodeConnect(fields, 4);
	}

	protected override connectionFor(options: ClientOptions, sizes: Sizes): Connection311 {
		return new Connection311(this, options, sizes);
	}

	/**
	 * Creates a topic to publish to. Throws a TypeError or RangeError. Allocates: create it once and keep it.
	 * @param name Topic Name (section 4.7): at least one character, no wildcards.
	 * @example const temperature = client.topic("sensors/17/temperature", { QoS: 1 });
	 */
	topic(name: string, options?: TopicOptions): Topic311;
	topic(name: string, options: TopicOptions = {}, prefix = ""): Topic311 {
		const topic = this.takeTopic(name, options, TOPIC, prefix);
		const made = new Topic311(this.connection, topic.name, topic.QoS, topic.retain);
		if (topic.latestOnly) made.latestOnly = true;
		return made;
	}

	/**
	 * Subscribes to filters (section 3.8), at any time, connected or not. The client stores them and restores them on
	 * every connection. Subscribing again replaces the options of a filter. onSubscribe reports what the server has
	 * granted; a refused filter is requested again on later connections. Allocates.
	 * @param filters one Topic Filter (section 4.7) or a list of them. @param options for all filters without options
	 * of their own.
	 * @returns 0, or a negative Refusal: full or tooLarge because of `buffers.subscriptions`, tooLarge also because
	 * of `buffers.send`. In a list, the filters before that one were accepted. Throws a TypeError or RangeError.
	 * @example client.subscribe("sensors/17/set/#", { QoS: 1, onMessage: (message) => trace(`${message.text}\n`) });
	 */
	subscribe(
		filters: string | Subscription | readonly (string | Subscription)[],
		options: SubscribeOptions = {},
	): number {
		return this.keepFilters(filters, options, 0, SUBSCRIPTION);
	}

	/**
	 * Unsubscribes (section 3.10) from a Topic Filter or a list of them, at any time. The request is stored until the
	 * server has acknowledged it or has no session. onUnsubscribe reports each. Allocates. @returns as subscribe().
	 * @example client.unsubscribe("sensors/17/set/#");
	 */
	unsubscribe(filters: string | readonly string[]): number {
		return this.keepFilters(filters, {}, Filter.Removed, NONE);
	}

	protected override reasonText(code: number): string {
		const names = Object.keys(Reason) as (keyof typeof Reason)[];
		for (let i = 0; i < names.length; i++) if (Reason[names[i]] === code) return names[i];
		return "";
	}
}

const NONE = Object.freeze({});
