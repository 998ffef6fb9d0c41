// Set-up. The part of a client that apps use and that both versions share: creation from options, topics,
// subscriptions.

import { Leaving, Phase, Unsettled } from "../connection/connection-state.js";
import type { SessionConnection, Sizes } from "../connection/session-connection.js";
import { Refused } from "../reason.js";
import { Discarded, First, Pubrel } from "../session/session.js";
import type { ConnectFields } from "../wire/connect.js";
import type { MessageHandler } from "../wire/message.js";
import { Packet, PublishFlag, type QoS } from "../wire/packet.js";
import { Code } from "../wire/reason-code.js";
import type { KeptFilter } from "../wire/topic-filter.js";
import { NO_BYTES } from "../wire/utf8.js";
import { Be, checkTopic, encode, expect, expectInteger, expectObject, type Names, otherwise, take } from "./checks.js";
import { State } from "./client-state.js";
import type { Birth, ClientOptions } from "./options.js";
import { Reconnect } from "./reconnect.js";
import { connectFields, takeOptions, takeSizes } from "./settings.js";
import type { TopicOptions } from "./topic.js";

/** Options of a subscription. */
export interface SubscribeOptions {
	/**
	 * The requested QoS. Default 0; 2 needs the client's option `exactlyOnce`.
	 * @example client.subscribe("sensors/17/set/#", { QoS: 1 })
	 */
	QoS?: QoS | undefined;
	/**
	 * Receives the messages of this filter, instead of the client's onMessage.
	 * @example client.subscribe("sensors/17/set/#", { onMessage: (message) => trace(`${message.text}\n`) })
	 */
	onMessage?: MessageHandler | undefined;
}

/** A filter to subscribe to, with options that differ from those of the call. */
export interface Subscription extends SubscribeOptions {
	/**
	 * Topic Filter (section 4.7).
	 * @example client.subscribe({ filter: "sensors/17/set/#", QoS: 1 })
	 */
	filter: string;
}

/** The names of TopicOptions. */
export const TOPIC = Object.freeze({
	QoS: Be.UpTo * 2,
	retain: Be.Boolean,
	latestOnly: Be.Boolean,
} satisfies Record<keyof TopicOptions, Be>);

/** The names of Subscription. */
export const SUBSCRIPTION = Object.freeze({
	filter: Be.Other,
	QoS: Be.UpTo * 2,
	onMessage: Be.Function,
} satisfies Record<keyof Subscription, Be>);

/** The options of a topic, and its name. */
export interface TakenTopic extends Required<TopicOptions> {
	name: Uint8Array;
}

/** An MQTT client. It connects when it is created, and reconnects whenever the connection is lost. */
export abstract class Client<Filter extends Subscription = Subscription> extends Reconnect {
	/**
	 * Throws a TypeError or RangeError that names the option. The first callback comes after the constructor has
	 * returned. @internal
	 */
	constructor(options: ClientOptions, names: Names, willNames: Names) {
		super();
		takeOptions(this, options, names);
		this.connectPacket = this.greeting(options, connectFields(options, this, willNames));
		this.connection = this.connectionFor(options, takeSizes(options));
		this.statistics?.attach(this);
		if (options.birth !== undefined) this.takeBirth(options.birth);
		// The code is in a closure because only the part credentials needs it.
		this.credentials?.take(this, (more) => this.greeting(more as never, connectFields(more as never, this, willNames)));
		// `connect` was checked above. No function of the module is called here, because each name that a function
		// refers to takes some of a small stack.
		if (options.connect !== false) {
			this.state = State.Waiting;
			this.arm(0);
		}
	}

	/** Builds CONNECT from these fields. */
	protected abstract greeting(options: ClientOptions, fields: ConnectFields): Uint8Array;
	/** Creates the connection with all its memory. */
	protected abstract connectionFor(options: ClientOptions, sizes: Sizes): SessionConnection;

	/** Creates a topic with options of this version. `prefix` precedes option names in errors. @internal */
	abstract topic(name: string, options: TopicOptions, prefix: string): unknown;

	/** Encodes the birth message. */
	private takeBirth(birth: Birth): void {
		expectObject("birth", birth);
		expectInteger("birth.QoS", otherwise(birth.QoS, 0), 0, 1);
		const message = encode("birth.message", otherwise(birth.message, ""), true);
		const { topic, message: _, ...options } = birth;
		this.connection.keepBirth(this.topic(topic, options, "birth."), message);
	}

	/** Throws a RangeError for QoS 2 without the option exactlyOnce. */
	private expectQoS(QoS: QoS): void {
		if (QoS > 1 && !this.exactlyOnce) throw new RangeError("QoS: expected 0 or 1; 2 needs the option exactlyOnce");
	}

	/** Checks the options of a topic, and encodes its name. Throws a TypeError or RangeError. */
	protected takeTopic(name: string, options: TopicOptions, names: Names, prefix: string): TakenTopic {
		const bytes = checkTopic(prefix + "topic", name, false);
		const topic = take({ name: bytes, QoS: 0, retain: false, latestOnly: false } as TakenTopic, options, names, prefix);
		// A packet has at least 4 bytes besides the topic.
		if (!topic.QoS && bytes.length + 4 > this.connection.outSize)
			throw new RangeError(prefix + "topic: expected a shorter one, or larger buffers.send");
		this.expectQoS(topic.QoS);
		return topic;
	}

	/**
	 * The state of the message for which publish() returned this Packet Identifier: 0 if it is finished, as reported
	 * by onOutcome; 1 if it is queued and the server cannot know of it; 2 if it was sent and is not acknowledged.
	 * Allocates nothing.
	 * @example if (client.pending(identifier) === 1) client.discard(identifier);
	 */
	pending(identifier: number): 0 | 1 | 2 {
		const connection = this.connection;
		const session = connection.session;
		const sent = session.sent;
		const at = identifier ? session.find(identifier, session.used) : -1;
		const first = at < 0 ? 0 : session.bytes[at + session.header];
		if (first >> 4 !== Packet.PUBLISH) return first === Pubrel.Header ? 2 : 0;
		return at < sent || first & PublishFlag.DUP || (at === sent && connection.position && !connection.partly) ? 2 : 1;
	}

	/**
	 * Gives up a message. onOutcome reports Reason.discarded. A message that was not sent is removed. The server may
	 * have received one that was sent: at QoS 1 it is not resent, and its identifier is not reused before PUBACK or
	 * the end of the connection; at QoS 2 it is replaced by PUBREL, so that the server can forget it. A message that
	 * is partly written is written to its end. Allocates nothing.
	 * @returns whether there was such a message. Also false at QoS 2 after PUBREC, unless the server has ended
	 * connections since.
	 * @example client.discard(temperature.publish("21.5"));
	 */
	discard(identifier: number): boolean {
		if (!this.pending(identifier)) return false;
		const connection = this.connection;
		const session = connection.session;
		const at = session.find(identifier, session.used);
		const packet = at + session.header;
		// `position` may also belong to CONNECT.
		const isBegun =
			at === session.sent && connection.position > 0 && connection.phase >= Phase.Online && !connection.partly;
		if ((session.bytes[packet] & First.Mask) !== First.QoS1) {
			if (!this.exactlyOnce!.discard(connection, at, isBegun)) return false;
		} else if (isBegun) session.bytes[packet] = Discarded.QoS1;
		else if (at < session.sent && (connection.phase === Phase.Online || connection.unsettled & Unsettled.Early)) {
			session.remove(at, session.header + 1);
			session.bytes[packet] = Discarded.QoS1;
		} else session.remove(at);
		connection.outcome(identifier, Code.discarded);
		if (!session.used) this.settle();
		// The next messages are sent a little later, because this may be called deep in a device's small stack.
		else if (connection.phase === Phase.Online) this.wake(0);
		return true;
	}

	/** The server has ended the connection, perhaps because of that request. */
	protected override undelivered(): void {
		const connection = this.connection;
		const session = connection.session;
		const identifier = session.suspect;
		const attempts = session.attempts;
		// If no request was sent whole, the cause is a message larger than memory.
		// The birth message has DUP from the end of its connection on.
		const isAlone =
			(!session.sent || session.after(0) === session.sent) &&
			!connection.asksElse() &&
			!(connection.birth && connection.birth[0] & PublishFlag.DUP);
		session.blamed = false;
		if (this.pending(identifier)) {
			this.onUndelivered?.(identifier, attempts);
			// The app may have closed.
			if (isAlone && attempts >= this.attempts && connection.leaving !== Leaving.Closed) this.discard(identifier);
		} else if (isAlone && attempts > 1) this.exactlyOnce?.discard(connection, 0, false);
	}

	/** Stores filters to subscribe to, or to unsubscribe from if `removed` is Filter.Removed. */
	protected keepFilters(
		filters: string | Filter | readonly (string | Filter)[],
		options: SubscribeOptions,
		removed: number,
		names: Names,
	): number {
		const list = (Array.isArray(filters) ? filters : [filters]) as (string | Filter)[];
		const count = list.length;
		if (!count) throw new RangeError("filters: expected one or more");
		expect(typeof options === "object", "options", "an object, as in { QoS: 1 }");
		const connection = this.connection;
		let result = 0;
		// Checks all filters before any is stored. The calls are made one after another, because an app's callback
		// may be deep in the stack.
		for (let i = -count; i < count && !result; i++) {
			const kept = this.checkFilter(list[i < 0 ? i + count : i], options, removed, names);
			if (i < 0) continue;
			const size = kept.name.length + kept.properties.length + Room.Request;
			result = size > connection.outSize ? Refused.tooLarge : connection.filters().set(kept, removed);
		}
		// A tail call: the engine removes this function from a device's small stack.
		return connection.ask(result);
	}

	/** Checks one filter. Throws a TypeError or RangeError. */
	private checkFilter(each: string | Filter, options: SubscribeOptions, removed: number, names: Names): KeptFilter {
		const own = typeof each === "string" ? options : { ...options, ...each };
		const filter = (own as Filter)?.filter ?? each;
		const kept = { name: checkTopic("filter", filter as string, true), bits: 0, match: 0 } as KeptFilter;
		kept.match = this.filterStart?.(filter as string) ?? 0;
		const taken = take({ QoS: otherwise(options.QoS, 0) }, own, names, "");
		this.expectQoS(taken.QoS);
		kept.bits = taken.QoS | (this.subscriptionOptions?.(own, kept.match > 0) ?? 0);
		kept.properties = this.filterProperties?.(own as Filter, removed) ?? NO_BYTES;
		kept.onMessage = own.onMessage;
		return kept;
	}

	/**
	 * In 5.0: the offset in a filter at which comparing with topic names begins, if it is not 0. Throws a TypeError.
	 */
	protected filterStart?(filter: string): number;

	/** In 5.0: the properties, after their length. */
	protected filterProperties?(subscription: Filter, removed: number): Uint8Array;

	/** In 5.0: the subscription options other than the QoS. */
	protected subscriptionOptions?(options: SubscribeOptions, isShared: boolean): number;
}

const enum Room {
	/** The size of a SUBSCRIBE for one filter, without the filter and properties. */
	Request = 9,
}
