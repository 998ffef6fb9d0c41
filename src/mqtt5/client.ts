// Set-up. "mote-mqtt/mqtt5": the client of MQTT 5.0 for apps.

import { Be, encode, expect, expectInteger, type Names, otherwise, take } from "../client/checks.js";
import { Client } from "../client/client.js";
import { State } from "../client/client-state.js";
import type { ClientOptions } from "../client/options.js";
import { blame } from "../connection/in-the-way.js";
import { Time } from "../connection/keep-alive.js";
import type { Sizes } from "../connection/session-connection.js";
import type { Machine } from "../host.js";
import { Filter } from "../session/filter-state.js";
import { hasExpiring } from "../session/session.js";
import { propertyBytes } from "../wire/assemble.js";
import { type ConnectFields, encodeConnect, withClientIdentifier } from "../wire/connect.js";
import { Packet } from "../wire/packet.js";
import { Id, type Properties } from "../wire/properties.js";
import { PropertyList } from "../wire/property-list.js";
import { encodeReason } from "../wire/reason.js";
import { Code } from "../wire/reason-code.js";
import { NO_BYTES } from "../wire/utf8.js";
import type { AliasSizes } from "./aliases.js";
import { Connection5 } from "./connection.js";
import type { Limits } from "./limits.js";
import { Message5 } from "./message.js";
import type { TopicOptions5 } from "./message-options.js";
import {
	ALIASES,
	type ClientOptions5,
	DISCONNECT_OPTIONS,
	type DisconnectOptions,
	encodeProperties,
	OPTIONS5,
	SUBSCRIPTION5,
	type SubscribeOptions5,
	type Subscription5,
	seconds,
	TOPIC5,
	UNSUBSCRIPTION,
	type UnsubscribeOptions,
	WILL5,
	type Will5,
} from "./options.js";
import { Reason } from "./reason.js";
import { Topic5 } from "./topic.js";

/** Options that 3.1.1 does not have, with defaults. */
interface Settings5 extends Pick<ClientOptions5, "authentication" | "fallback" | "redirect"> {
	sessionExpiry: number;
}

// As in 3.1.1, the options are properties of the client.
export interface Client5 extends Settings5 {
	onConnect?: ClientOptions5["onConnect"];
	onMessage?: ClientOptions5["onMessage"];
	onOversize?: ClientOptions5["onOversize"];
}

/**
 * A client of MQTT 5.0. As with 3.1.1, it connects when it is created, reconnects whenever the connection is lost,
 * and the constructor reserves all memory for messages.
 */
export class Client5 extends Client<Subscription5> {
	/** @internal */
	declare connection: Connection5;
	/** The requested keep alive. A server may determine another one. */
	private askedKeepAlive!: number;

	/**
	 * Throws a TypeError or RangeError that names the option. The first callback comes after the constructor has
	 * returned.
	 * @example const client = new Client({ ...tcp, host: "broker.local", id: "sensor-17", sessionExpiry: 3_600_000
	 * });
	 */
	constructor(options: ClientOptions5) {
		super(options as ClientOptions, OPTIONS5, WILL5);
	}

	/**
	 * The properties of the packet that the current callback is about: of CONNACK in onConnect, of the message in
	 * onMessage, of DISCONNECT in onDisconnect, and so on. Valid until the callback returns.
	 */
	get properties(): Properties {
		return this.connection.properties;
	}

	protected override greeting(options: ClientOptions5, fields: ConnectFields): Uint8Array {
		// One call after another, because a device's stack is small.
		this.sessionExpiry ??= otherwise(options.sessionExpiry, this.clean === true ? 0 : Infinity);
		this.askedKeepAlive ??= this.keepAlive;
		takeAliases(options.aliases);
		const own = propertyBytes(this.encodeOwn(options));
		const ofWill = options.will && propertyBytes(encodeWill(options.will));
		return encodeConnect(fields, 5, own, ofWill);
	}

	/** Encodes the properties of CONNECT. */
	private encodeOwn(options: ClientOptions5): Uint8Array {
		const exactlyOnce = (options.exactlyOnce as { identifiers?: Uint16Array } | undefined)?.identifiers?.length;
		// Half of the room is for identifiers of earlier connections.
		const receiveMaximum = otherwise(options.receiveMaximum, exactlyOnce && (exactlyOnce + 1) >> 1);
		if (exactlyOnce) expectInteger("receiveMaximum", receiveMaximum as number, 1, exactlyOnce);
		return encodeProperties(
			{
				sessionExpiry: seconds("sessionExpiry", this.sessionExpiry) || undefined,
				receiveMaximum,
				maximumPacketSize: this.oversize ? undefined : otherwise(options.buffers?.receive, 512),
				topicAliasMaximum: options.aliases?.receive || undefined,
				requestResponseInformation: options.requestResponseInformation,
				requestProblemInformation: options.requestProblemInformation,
				userProperties: options.userProperties,
			} as object,
			CONNECT,
		);
	}

	protected override connectionFor(options: ClientOptions5, sizes: Sizes): Connection5 {
		const connection = new Connection5();
		connection.start(this, options as Machine, sizes, takeAliases(options.aliases));
		connection.message = new Message5(connection.bytes, connection.properties, this);
		return connection;
	}

	/**
	 * Creates a topic to publish to. Throws a TypeError or RangeError. Allocates: create it once and keep it.
	 * @param name Topic Name (section 4.7): at least one character, no wildcards.
	 * @example const temperature = client.topic("sensors/17/temperature", { QoS: 1, expiry: 60_000 });
	 */
	topic(name: string, options?: TopicOptions5): Topic5;
	topic(name: string, options: TopicOptions5 = {}, prefix = ""): Topic5 {
		const topic = this.takeTopic(name, options, TOPIC5, prefix);
		const { expiry, properties } = options;
		seconds(prefix + "expiry", expiry);
		expect(properties === undefined || properties instanceof PropertyList, prefix + "properties", "a PropertyList");
		const fixed = encodeProperties(options, TOPIC5, prefix);
		const made = new Topic5(this.connection, topic.name, topic.QoS, topic.retain, fixed, expiry, properties);
		if (topic.latestOnly) made.latestOnly = true;
		return made;
	}

	/**
	 * Subscribes (section 3.8), as with 3.1.1. A shared subscription is the filter "$share/name/filter" (section
	 * 4.8.2). Filters that the server has announced it cannot accept are not requested; onSubscribe reports them.
	 * @example client.subscribe("$share/workers/jobs/#", { QoS: 1 });
	 */
	subscribe(
		filters: string | Subscription5 | readonly (string | Subscription5)[],
		options: SubscribeOptions5 = {},
	): number {
		return this.keepFilters(filters, options, 0, SUBSCRIPTION5);
	}

	/**
	 * Unsubscribes (section 3.10), as with 3.1.1.
	 * @example client.unsubscribe("$share/workers/jobs/#");
	 */
	unsubscribe(filters: string | readonly string[], options: UnsubscribeOptions = {}): number {
		return this.keepFilters(filters, options as SubscribeOptions5, Filter.Removed, UNSUBSCRIPTION);
	}

	protected override filterProperties(subscription: Subscription5, removed: number): Uint8Array {
		// Usually there are none. Few calls, because the stack may be deep here.
		if (subscription.userProperties === undefined && subscription.subscriptionIdentifier === undefined) return ZERO;
		return propertyBytes(encodeProperties(subscription, removed ? UNSUBSCRIPTION : SUBSCRIPTION5));
	}

	protected override subscriptionOptions(options: SubscribeOptions5, isShared: boolean): number {
		expect(!options.noLocal || !isShared, "noLocal", "false for a shared subscription");
		return (options.noLocal ? 4 : 0) | (options.retainAsPublished ? 8 : 0) | ((options.retainHandling ?? 0) << 4);
	}

	/** A shared subscription must have a name and a filter (section 4.8.2). */
	protected override filterStart(filter: string): number {
		const levels = filter.split("/");
		const name = levels[1];
		if (levels[0] !== "$share" || levels.length < 2) return 0;
		expect(name && name !== "+" && (levels[2] || levels.length > 3), "filter", "$share/name/filter, the name not +");
		return encode("filter", name).length + 8;
	}

	/** Disconnects, as with 3.1.1 (section 3.14). */
	override disconnect(within = this.timeout, options?: DisconnectOptions): void {
		// Without options, few calls, because the stack may be deep here.
		const packet = options === undefined ? NO_BYTES : this.encodeFarewell(options);
		if (!this.connection.leaving) this.connection.farewell = packet.length > 2 ? packet : undefined;
		super.disconnect(within);
	}

	/** Builds DISCONNECT. */
	private encodeFarewell(options: DisconnectOptions): Uint8Array {
		take({}, options, DISCONNECT_OPTIONS, "");
		const sessionExpiry = seconds("sessionExpiry", options.sessionExpiry);
		if (sessionExpiry && !this.sessionExpiry) throw new RangeError("sessionExpiry: expected 0, as in CONNECT");
		return encodeReason(
			Packet.DISCONNECT,
			options.will ? Code.disconnectedWithWill : Code.disconnected,
			encodeProperties({ sessionExpiry } as object, DISCONNECT),
		);
	}

	// Called by the connection

	/** @internal */
	assigned(id: string): void {
		this.connectPacket = withClientIdentifier(this.connectPacket, id);
	}

	/** @internal */
	refused(code: number, properties: Properties): void {
		const connection = this.connection;
		connection.detail = properties.get(Id.reasonString) as string | undefined;
		const reference = properties.get(Id.serverReference) as string | undefined;
		connection.close();
		// Without a reference that can be followed, the same server is tried again.
		this.referred =
			(code === Code.useAnotherServer || code === Code.serverMoved) &&
			this.redirect !== undefined &&
			// If `reconnect` is false, only once.
			(this.reconnect !== false || !this.failures);
		if (this.referred && reference !== undefined) this.redirect!.refer(this, reference);
		if (this.state === State.Online && isAbout(code) && !this.eager?.limit) blame(connection);
		this.ended(code);
		properties.clear();
	}

	protected override describe(): Limits | undefined {
		const { connection } = this;
		const server = connection.server;
		// Passed to the app from here and not where CONNACK is handled, so that the handling is not on a device's small
		// stack when the app is called.
		if (server) connection.server = undefined;
		return server;
	}

	/** @internal */
	override ended(code: number): void {
		// Before the app's callback, which may save the session. With authentication there is no fallback, because a
		// forged packet of 3.1.1 could otherwise turn authentication off.
		if (code === Code.unsupportedProtocolVersion && !this.authentication && this.fallback?.fall(this))
			this.referred = true;
		else this.fallback?.rise(this);
		super.ended(code);
	}

	/** While a queued message may expire, a timer fires at least every 12 days to count the time. */
	protected override countsTime(): boolean {
		return hasExpiring(this.connection.session);
	}

	/** @internal */
	override tick(): boolean {
		// 32 bits of milliseconds wrap after 49 days, so while a message may expire, the timer fires at least every
		// 12 days.
		this.connection.uptime?.();
		return super.tick();
	}

	/** A message that may expire was queued. @internal */
	countTime(): void {
		if (!this.state) this.wake(Time.Never);
	}

	/** @internal */
	override open(): void {
		const authentication = this.authentication;
		// The last server may have determined another one.
		this.keepAlive = this.askedKeepAlive;
		// Not in ended(), because onDisconnect may throw.
		this.referred = false;
		this.redirect?.open(this);
		if (authentication) {
			const isReady = authentication.open(this);
			// The app may have closed the client in the callback.
			if (!this.state || (this.connection.leaving && this.settled)) return;
			if (!isReady) return this.ended(Code.authenticationFailed);
		}
		super.open();
	}

	protected override reasonText(code: number): string {
		// Not find(), because the stack may be deep here.
		const names = Object.keys(Reason) as (keyof typeof Reason)[];
		for (let i = 0; i < names.length; i++) if (Reason[names[i]] === code) return names[i];
		return "reason code " + code;
	}
}

const ALIAS_SIZES: AliasSizes = Object.freeze({ send: 8, receive: 0, size: 64 });

/** Checks the sizes of the tables of aliases. Throws a RangeError. */
function takeAliases(options: ClientOptions5["aliases"]): AliasSizes {
	return options === undefined ? ALIAS_SIZES : take({ ...ALIAS_SIZES }, options, ALIASES, "aliases.");
}

function encodeWill(will: Will5): Uint8Array {
	const options = {
		...will,
		willDelay: seconds("will.willDelay", will.willDelay),
		messageExpiry: seconds("will.messageExpiry", will.messageExpiry),
	};
	return encodeProperties(options, WILL5, "will.");
}

/** The length of no properties. */
const ZERO = new Uint8Array(1);

/** Whether a server may end a connection with this reason because of a message. Some codes exclude that. */
function isAbout(code: number): boolean {
	return code === Code.serverDisconnected || (code < Innocent.End && !((Innocent.Codes >> (code & 31)) & 1));
}

/** Reason codes that have nothing to do with a message: one bit each, from 0x80. */
const enum Innocent {
	From = 0x80,
	End = 0xa0,
	Codes = (1 << (Code.serverBusy - From)) |
		(1 << (Code.serverShuttingDown - From)) |
		(1 << (Code.keepAliveTimeout - From)) |
		(1 << (Code.sessionTakenOver - From)) |
		(1 << (Code.administrativeAction - From)) |
		(1 << (Code.useAnotherServer - From)) |
		(1 << (Code.serverMoved - From)) |
		(1 << (Code.connectionRateExceeded - From)),
}

/** The properties of each packet, for encodeProperties(). */
const CONNECT: Names = Object.freeze({
	sessionExpiry: Be.Property,
	receiveMaximum: Be.Property,
	maximumPacketSize: Be.Property,
	topicAliasMaximum: Be.Property,
	requestResponseInformation: Be.Property,
	requestProblemInformation: Be.Property,
});
const DISCONNECT: Names = Object.freeze({ sessionExpiry: Be.Property });
