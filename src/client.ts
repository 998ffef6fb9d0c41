// Set-up. What the clients of both versions have in common for an app: made from options, topics, subscriptions.

import {
	Be,
	type ClientOptions,
	checkTopic,
	connectFields,
	expectInteger,
	type Names,
	otherwise,
	take,
	takeOptions,
	takeSizes,
} from "./options.js";
import { Reconnect } from "./reconnect.js";
import type { SessionConnection, Sizes } from "./session-connection.js";
import type { TopicOptions } from "./topic.js";
import type { ConnectFields } from "./wire/connect.js";
import type { QoS } from "./wire/packet.js";

/** A filter to subscribe to, and the QoS to ask for: that of the call if not given. */
export interface Subscription {
	filter: string;
	QoS?: QoS;
}

/** The names of TopicOptions. */
export const TOPIC = Object.freeze({
	QoS: Be.UpTo * 2,
	retain: Be.Boolean,
} satisfies Record<keyof TopicOptions, Be>);

/** The options of a topic, and its name. */
export interface TakenTopic extends Required<TopicOptions> {
	name: Uint8Array;
}

/** An MQTT client. It connects when it is made, and again whenever the connection is lost. */
export abstract class Client<Filter extends Subscription = Subscription> extends Reconnect {
	/** Throws TypeError or RangeError that name the option. The first callback comes after it has returned. @internal */
	constructor(options: ClientOptions, names: Names, willNames: Names) {
		super();
		takeOptions(this, options, names);
		this.connectPacket = this.greeting(options, connectFields(options, this, willNames));
		this.connection = this.connectionFor(options, takeSizes(options));
		this.connect();
	}

	/** CONNECT, of these fields. */
	protected abstract greeting(options: ClientOptions, fields: ConnectFields): Uint8Array;
	/** The connection, with all its memory. */
	protected abstract connectionFor(options: ClientOptions, sizes: Sizes): SessionConnection;

	/** The options of a topic, checked; and its name, encoded. Throws TypeError or RangeError. */
	protected takeTopic(name: string, options: TopicOptions, names: Names): TakenTopic {
		const bytes = checkTopic("topic", name, false);
		const topic = take({ name: bytes, QoS: 0, retain: false } as TakenTopic, options, names);
		// Beside the topic, a packet has at least 4 bytes.
		if (!topic.QoS && bytes.length + 4 > this.connection.outSize)
			throw new RangeError("topic: expected less, or larger buffers.send");
		expectInteger("QoS", topic.QoS, 0, this.exactlyOnce ? 2 : 1);
		return topic;
	}

	/** Sends SUBSCRIBE, or UNSUBSCRIBE without `QoS`, or keeps it to be sent. */
	protected request(
		filters: string | Filter | readonly (string | Filter)[],
		properties: Uint8Array,
		QoS?: QoS,
	): number {
		const connection = this.connection;
		const list = (Array.isArray(filters) ? filters : [filters]) as (string | Filter)[];
		// The acknowledgement has a byte for each filter, and must fit as well.
		const most = connection.capacity - 6;
		if (!list.length || list.length > most)
			throw new RangeError("filters: expected 1 to " + most + ", or larger buffers.receive");
		const names: Uint8Array[] = [];
		const options: number[] = [];
		for (let i = 0; i < list.length; i++) {
			const each = list[i];
			const filter = (each as Filter)?.filter ?? each;
			names.push(checkTopic("filter", filter as string, true));
			this.checkFilter?.(filter as string);
			if (QoS === undefined) continue;
			const asked = otherwise((each as Filter).QoS, QoS);
			expectInteger("QoS", asked, 0, this.exactlyOnce ? 2 : 1);
			options.push(asked | (this.subscriptionOptions?.(each as Filter) ?? 0));
		}
		return connection.request(names, QoS === undefined ? undefined : options, properties);
	}

	/** What 5.0 demands of a filter besides. Throws TypeError. */
	protected checkFilter?(filter: string): void;

	/** What 5.0 has in the byte of options, beside the QoS. */
	protected subscriptionOptions?(subscription: Filter): number;
}
