// Set-up. What the clients of both versions have in common for an app: made from options, topics, subscriptions.

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

/** How a filter is subscribed to. */
export interface SubscribeOptions {
	/**
	 * The QoS to ask for. Default 0; 2 needs the option `exactlyOnce` of the client.
	 * @example client.subscribe("sensors/17/set/#", { QoS: 1 })
	 */
	QoS?: QoS | undefined;
	/**
	 * Gets the messages of this filter, in place of the client's onMessage.
	 * @example client.subscribe("sensors/17/set/#", { onMessage: (message) => trace(`${message.text}\n`) })
	 */
	onMessage?: MessageHandler | undefined;
}

/** A filter to subscribe to, and how, where that is not as in the call. */
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

/** An MQTT client. It connects when it is made, and again whenever the connection is lost. */
export abstract class Client<Filter extends Subscription = Subscription> extends Reconnect {
	/** Throws TypeError or RangeError that name the option. The first callback comes after it has returned. @internal */
	constructor(options: ClientOptions, names: Names, willNames: Names) {
		super();
		takeOptions(this, options, names);
		this.connectPacket = this.greeting(options, connectFields(options, this, willNames));
		this.connection = this.connectionFor(options, takeSizes(options));
		this.statistics?.attach(this);
		if (options.birth !== undefined) this.takeBirth(options.birth);
		// Not more than a closure, which only the part needs.
		this.credentials?.take(this, (more) => this.greeting(more as never, connectFields(more as never, this, willNames)));
		// Checked already: what a function names of its module takes of the stack, which is small here.
		if (options.connect !== false) {
			this.state = State.Waiting;
			this.arm(0);
		}
	}

	/** CONNECT, of these fields. */
	protected abstract greeting(options: ClientOptions, fields: ConnectFields): Uint8Array;
	/** The connection, with all its memory. */
	protected abstract connectionFor(options: ClientOptions, sizes: Sizes): SessionConnection;

	/** A topic, with options of this version. `prefix`: what their names begin with in errors. @internal */
	abstract topic(name: string, options: TopicOptions, prefix: string): unknown;

	/** Encodes what is published first. */
	private takeBirth(birth: Birth): void {
		expectObject("birth", birth);
		expectInteger("birth.QoS", otherwise(birth.QoS, 0), 0, 1);
		const message = encode("birth.message", otherwise(birth.message, ""), true);
		const { topic, message: _, ...options } = birth;
		this.connection.keepBirth(this.topic(topic, options, "birth."), message);
	}

	/** Throws RangeError at QoS 2 without what it takes. */
	private expectQoS(QoS: QoS): void {
		if (QoS > 1 && !this.exactlyOnce) throw new RangeError("QoS: expected 0 or 1; 2 needs the option exactlyOnce");
	}

	/** The options of a topic, checked; and its name, encoded. Throws TypeError or RangeError. */
	protected takeTopic(name: string, options: TopicOptions, names: Names, prefix: string): TakenTopic {
		const bytes = checkTopic(prefix + "topic", name, false);
		const topic = take({ name: bytes, QoS: 0, retain: false, latestOnly: false } as TakenTopic, options, names, prefix);
		// Beside the topic, a packet has at least 4 bytes.
		if (!topic.QoS && bytes.length + 4 > this.connection.outSize)
			throw new RangeError(prefix + "topic: expected a shorter one, or larger buffers.send");
		this.expectQoS(topic.QoS);
		return topic;
	}

	/**
	 * How a message stands that publish() returned this Packet Identifier for: 0 if it is done with, as onOutcome has told; 1 if it
	 * waits, and the server cannot know of it; 2 if it was sent, and is not acknowledged. Allocates nothing.
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
	 * Gives up a message, and tells onOutcome (Reason.discarded). One that was not sent has never been. Of one that was sent the server may have
	 * taken note: at QoS 1 its identifier is not used again before PUBACK or the end of the connection, and is not sent again; at QoS 2 it goes on as
	 * PUBREL, so that the server can forget it. One that is half written goes when it is written. Allocates nothing.
	 * @returns whether there was such a message. false also at QoS 2 where the server has said that it has it, and has not ended connections since.
	 * @example client.discard(temperature.publish("21.5"));
	 */
	discard(identifier: number): boolean {
		if (!this.pending(identifier)) return false;
		const connection = this.connection;
		const session = connection.session;
		const at = session.find(identifier, session.used);
		const packet = at + session.header;
		// Not CONNECT.
		const isBegun =
			at === session.sent && connection.position > 0 && connection.phase === Phase.Online && !connection.partly;
		if ((session.bytes[packet] & First.Mask) !== First.QoS1) {
			if (!this.exactlyOnce!.discard(connection, at, isBegun)) return false;
		} else if (isBegun) session.bytes[packet] = Discarded.QoS1;
		else if (at < session.sent && (connection.phase === Phase.Online || connection.unsettled & Unsettled.Early)) {
			session.remove(at, session.header + 1);
			session.bytes[packet] = Discarded.QoS1;
		} else session.remove(at);
		connection.outcome(identifier, Code.discarded);
		if (!session.used) this.settle();
		// What has waited for that goes a little later, as this may be deep in a device's small stack.
		else if (connection.phase === Phase.Online) this.wake(0);
		return true;
	}

	/** The server has ended the connection, perhaps because of that request. */
	protected override undelivered(): void {
		const connection = this.connection;
		const session = connection.session;
		const identifier = session.suspect;
		const attempts = session.attempts;
		// Without any that was sent whole, it is one that is larger than the memory.
		// What is published first has DUP from the end of its connection on.
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

	/** Keeps filters, to be subscribed to, or not any longer if `removed` is Filter.Removed. */
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
		// All are checked before one of them is kept. One call after another: an app's callback may be deep in the stack.
		for (let i = -count; i < count && !result; i++) {
			const kept = this.checkFilter(list[i < 0 ? i + count : i], options, removed, names);
			if (i < 0) continue;
			const size = kept.name.length + kept.properties.length + Room.Request;
			result = size > connection.outSize ? Refused.tooLarge : connection.filters().set(kept, removed);
		}
		// With nothing else of this on a device's small stack, as the engine leaves a function that returns what another one does.
		return connection.ask(result);
	}

	/** Throws TypeError or RangeError. */
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

	/** Where in a filter that begins which names are compared with, where that is not at its beginning: in 5.0. Throws TypeError. */
	protected filterStart?(filter: string): number;

	/** The properties of 5.0 behind their length. */
	protected filterProperties?(subscription: Filter, removed: number): Uint8Array;

	/** What 5.0 has in the byte of options, beside the QoS. */
	protected subscriptionOptions?(options: SubscribeOptions, isShared: boolean): number;
}

const enum Room {
	/** What a SUBSCRIBE for one filter takes beside the filter and the properties. */
	Request = 9,
}
