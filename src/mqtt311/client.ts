// Set-up. "mote-mqtt": what an app uses to speak 3.1.1.
import { Client, type Subscription, TOPIC } from "../client.js";
import { type ClientOptions, OPTIONS, WILL, wrong } from "../options.js";
import { Reason } from "../reason.js";
import type { Sizes } from "../session-connection.js";
import type { TopicOptions } from "../topic.js";
import { type ConnectFields, encodeConnect311 } from "../wire/connect.js";
import type { QoS } from "../wire/packet.js";
import { Connection311 } from "./connection.js";
import { Topic311 } from "./topic.js";

/**
 * An MQTT client that speaks 3.1.1. It connects when it is made, and again whenever the connection is lost. All memory for messages is
 * reserved by the constructor; once connected, publishing, receiving, acknowledging and pinging allocate nothing.
 */
export class Client311 extends Client {
	/** @internal */
	declare connection: Connection311;

	/** Throws TypeError or RangeError that name the option. The first callback comes after it has returned. */
	constructor(options: ClientOptions) {
		super(options, OPTIONS, WILL);
	}

	protected override greeting(options: ClientOptions, fields: ConnectFields): Uint8Array {
		if (options.user === undefined && options.password !== undefined) wrong("user", "a string, as there is a password");
		return encodeConnect311(fields);
	}

	protected override connectionFor(options: ClientOptions, sizes: Sizes): Connection311 {
		return new Connection311(this, options, sizes);
	}

	/**
	 * A topic to publish to. Throws TypeError or RangeError. Allocates: make it once, and keep it.
	 * @param name Topic Name (section 4.7): at least one character, no wildcards.
	 */
	topic(name: string, options: TopicOptions = {}): Topic311 {
		const topic = this.takeTopic(name, options, TOPIC);
		return new Topic311(this.connection, topic.name, topic.QoS, topic.retain);
	}

	/**
	 * Subscribes (section 3.8). The request is kept until it is acknowledged, as a message at QoS 1 is; onSubscribe tells the
	 * outcome for each filter. Allocates. Where the server has not kept the session, subscribe again in onConnect: requests
	 * that a lost connection left unanswered are dropped then.
	 * @param filters one Topic Filter or a list of them. @param QoS to be asked for, where a filter of the list says nothing else.
	 * @returns the Packet Identifier, or a negative Refusal. Throws TypeError or RangeError for a bad filter or QoS.
	 */
	subscribe(filters: string | Subscription | readonly (string | Subscription)[], QoS: QoS = 0): number {
		return this.request(filters, NONE, QoS);
	}

	/** Unsubscribes (section 3.10) from a Topic Filter or a list of them. As subscribe(); onUnsubscribe tells of each. */
	unsubscribe(filters: string | readonly string[]): number {
		return this.request(filters as string, NONE);
	}

	protected override reasonText(code: number): string {
		for (const name in Reason) if (Reason[name as keyof typeof Reason] === code) return name;
		return "";
	}
}

const NONE = new Uint8Array(0);
