// Set-up. Options that 3.1.1 does not have, and their encoding as properties.

import { Be, checkTopic, encode, expect, expectBoolean, expectInteger, type Names } from "../client/checks.js";
import { SUBSCRIPTION, type SubscribeOptions, TOPIC } from "../client/client.js";
import type { Birth, ClientOptions, Will } from "../client/options.js";
import { OPTIONS, WILL } from "../client/settings.js";
import type { Part } from "../part.js";
import { Id, Kind, kindOf, Property } from "../wire/properties.js";
import { PropertyList } from "../wire/property-list.js";
import type { Limits } from "./limits.js";
import type { Message5 } from "./message.js";
import type { MessageProperties, TopicOptions5, UserProperties } from "./message-options.js";
import type { Authenticator, Owner5 } from "./outgoing.js";

/** A will of 5.0. */
export interface Will5 extends Will, MessageProperties {
	/**
	 * Milliseconds for which the server delays the will (section 3.1.3.2.2). It is not published if the client
	 * reconnects before. Default 0.
	 * @example willDelay: 60_000
	 */
	willDelay?: number;
	/**
	 * Milliseconds after which the will expires. Default never.
	 * @example messageExpiry: 3_600_000
	 */
	messageExpiry?: number;
}

/** Options of UNSUBSCRIBE. */
export interface UnsubscribeOptions {
	/**
	 * User properties of the packet.
	 * @example client.unsubscribe("sensors/17/set", { userProperties: { reason: "test" } })
	 */
	userProperties?: UserProperties;
}

/** Options of a subscription (section 3.8.3.1). */
export interface SubscribeOptions5 extends SubscribeOptions, UnsubscribeOptions {
	/**
	 * true: the server does not send messages that this client has published. Default false.
	 * @example noLocal: true
	 */
	noLocal?: boolean;
	/**
	 * true: messages have RETAIN as it was published, unlike in 3.1.1. Default false.
	 * @example retainAsPublished: true
	 */
	retainAsPublished?: boolean;
	/**
	 * When retained messages are sent: 0 with each SUBSCRIBE, the default; 1 only if the subscription is new; 2
	 * never.
	 * @example retainHandling: 2
	 */
	retainHandling?: 0 | 1 | 2;
	/**
	 * A number that the server adds to each message for this subscription, 1 to 268,435,455.
	 * @example subscriptionIdentifier: 7
	 */
	subscriptionIdentifier?: number;
	/**
	 * Receives the messages of this filter, instead of the client's onMessage.
	 * @example onMessage: (message) => trace(`${message.text}\n`)
	 */
	onMessage?: ((message: Message5) => void) | undefined;
}

/** A filter to subscribe to, with options that differ from those of the call. */
export interface Subscription5 extends SubscribeOptions5 {
	/**
	 * Topic Filter (section 4.7); for a shared subscription "$share/name/filter".
	 * @example client.subscribe({ filter: "$share/workers/jobs/#", QoS: 1 })
	 */
	filter: string;
}

/** A message that is published first on each connection. */
export interface Birth5 extends Birth, MessageProperties {
	/**
	 * Milliseconds after which it expires. Default never.
	 * @example expiry: 60_000
	 */
	expiry?: number;
}

/** Options of DISCONNECT. */
export interface DisconnectOptions {
	/**
	 * Milliseconds, or Infinity: replaces the client's option, unless that is 0.
	 * @example client.disconnect(5_000, { sessionExpiry: 0 })
	 */
	sessionExpiry?: number;
	/**
	 * true: the server publishes the will nevertheless. Default false.
	 * @example client.disconnect(5_000, { will: true })
	 */
	will?: boolean;
}

/** Follows a redirection to another server: see parts/redirect.ts. */
export interface Redirection extends Part<"redirect"> {
	/** A server has refused the client and named others. Returns whether one can be followed. @internal */
	refer(client: RedirectedClient, reference: string): boolean;
	/** A connection is about to be opened. @internal */
	open(client: RedirectedClient): void;
}

/** The part of a client that redirection changes. */
export interface RedirectedClient {
	host: string;
	port: number;
	readonly addresses: readonly string[] | undefined;
}

/** Uses 3.1.1 with a server that does not support 5.0: see parts/fallback.ts. */
export interface FallingBack extends Part<"fallback"> {
	/** Whether it was possible to fall back. `isConverted`: what the session has is of 3.1.1 already. @internal */
	fall(client: Owner5, isConverted?: boolean): boolean;
	/** A connection has ended: 5.0 may be tried again. @internal */
	rise(client: Owner5): void;
	/** CONNECT of 5.0 as one of 3.1.1. @internal */
	convert(packet: Uint8Array): Uint8Array;
}

/** Options of a Client of 5.0. */
export interface ClientOptions5 extends Omit<ClientOptions, "will" | "birth" | "onConnect"> {
	/**
	 * How many milliseconds the server keeps the session after the end of the connection, rounded up to seconds
	 * (section 3.1.2.11.2); Infinity for no limit. Default 0 if `clean` is true, else Infinity.
	 * @example clean: false, sessionExpiry: 86_400_000
	 */
	sessionExpiry?: number;
	/**
	 * How many messages at QoS 1 and 2 the server may send without acknowledgement, 1 to 65,535. Default 65,535; with
	 * `exactlyOnce`, half of its room.
	 * @example receiveMaximum: 10
	 */
	receiveMaximum?: number;
	/**
	 * Topic aliases: numbers in place of topic names.
	 * @example aliases: { send: 4, receive: 4 }
	 */
	aliases?: {
		/** How many of the client's topics may have an alias; the most used ones get it. Default 8. */
		send?: number;
		/** How many aliases the server may use; memory is reserved for them. Default 0. */
		receive?: number;
		/**
		 * The longest topic in bytes that is stored for a server's alias; a longer one is delivered empty. Default
		 * 64.
		 */
		size?: number;
	};
	/**
	 * true: the server may send, as property responseInformation in onConnect, where answers should be sent.
	 * @example requestResponseInformation: true
	 */
	requestResponseInformation?: boolean;
	/**
	 * false: the server omits reason strings and user properties where it can.
	 * @example requestProblemInformation: false
	 */
	requestProblemInformation?: boolean;
	/**
	 * User properties of CONNECT.
	 * @example userProperties: { firmware: "1.4.2" }
	 */
	userProperties?: UserProperties;
	/**
	 * The message that the server publishes if the client is lost.
	 * @example will: { topic: "sensors/17/status", message: "offline", willDelay: 60_000 }
	 */
	will?: Will5;
	/**
	 * As with 3.1.1. If the server cannot accept it, onOutcome reports that with identifier 0.
	 * @example birth: { topic: "sensors/17/status", message: "online", expiry: 60_000 }
	 */
	birth?: Birth5;
	/**
	 * Enhanced authentication: an EnhancedAuthentication from "mote-mqtt/authentication".
	 * @example authentication: new EnhancedAuthentication({ method: "SCRAM-SHA-256", begin, answer })
	 */
	authentication?: Authenticator;
	/**
	 * `fallback` from "mote-mqtt/fallback": if a server does not support 5.0, the client uses 3.1.1 with it from then
	 * on.
	 * @example fallback
	 */
	fallback?: FallingBack;
	/**
	 * A Redirect from "mote-mqtt/redirect": follows a server's redirection to another one (useAnotherServer,
	 * serverMoved).
	 * @example redirect: new Redirect()
	 */
	redirect?: Redirection;
	/**
	 * The client is connected.
	 * @example onConnect: (session) => trace(`packets up to ${session.maximumPacketSize} bytes\n`)
	 */
	onConnect?: ((session: Limits) => void) | undefined;
	/**
	 * As in 3.1.1. The message has properties and may request an answer.
	 * @example onMessage: (message) => message.responder()?.publish("done")
	 */
	onMessage?: ((message: Message5) => void) | undefined;
	/**
	 * As in 3.1.1. The message has properties.
	 * @example onOversize: (message) => trace(`${message.topic} is too large\n`)
	 */
	onOversize?: ((message: Message5) => void) | undefined;
}

const MESSAGE = {
	payloadFormat: Be.Property,
	contentType: Be.Property,
	responseTopic: Be.Property,
	correlationData: Be.Property,
	userProperties: Be.Other,
} satisfies Record<keyof MessageProperties, Be>;

export const TOPIC5 = Object.freeze({
	...TOPIC,
	...MESSAGE,
	expiry: Be.Other,
	properties: Be.Other,
} satisfies Record<keyof TopicOptions5, Be>);

export const WILL5 = Object.freeze({
	...WILL,
	...MESSAGE,
	willDelay: Be.Property,
	messageExpiry: Be.Property,
} satisfies Record<keyof Will5, Be>);

export const UNSUBSCRIPTION = Object.freeze({
	userProperties: Be.Other,
} satisfies Record<keyof UnsubscribeOptions, Be>);

export const SUBSCRIPTION5 = Object.freeze({
	...SUBSCRIPTION,
	...UNSUBSCRIPTION,
	subscriptionIdentifier: Be.Property,
	noLocal: Be.Boolean,
	retainAsPublished: Be.Boolean,
	retainHandling: Be.UpTo * 2,
} satisfies Record<keyof Subscription5, Be>);

export const DISCONNECT_OPTIONS = Object.freeze({
	sessionExpiry: Be.Other,
	will: Be.Boolean,
} satisfies Record<keyof DisconnectOptions, Be>);

export const ALIASES = Object.freeze({
	send: Be.UpTo * 65_535,
	receive: Be.UpTo * 65_535,
	size: Be.UpTo * 65_535 + 1,
} satisfies Record<keyof Required<ClientOptions5>["aliases"], Be>);

export const OPTIONS5 = Object.freeze({
	...OPTIONS,
	sessionExpiry: Be.Other,
	receiveMaximum: Be.Other,
	aliases: Be.Other,
	requestResponseInformation: Be.Other,
	requestProblemInformation: Be.Other,
	userProperties: Be.Other,
	authentication: "accepted",
	fallback: "fall",
	redirect: "open",
} satisfies Record<keyof ClientOptions5, Be | string>);

/** An interval without end. */
const NEVER = 0xffffffff;

/**
 * Encodes the user properties of `options`, and the properties named in `names`. Throws a TypeError or RangeError.
 */
export function encodeProperties(
	options: object & { readonly userProperties?: UserProperties | undefined },
	table: Names,
	prefix = "",
): Uint8Array {
	// Computed beforehand, and with loops, because the stack may be deep here.
	const names = Object.keys(table);
	const users =
		options.userProperties === undefined ? [] : encodeUsers(prefix + "userProperties", options.userProperties);
	for (let size = 64; ; size *= 4) {
		const list = new PropertyList(size);
		let i = 0;
		while (
			i < names.length &&
			(table[names[i]] !== Be.Property ||
				(options as Record<string, unknown>)[names[i]] === undefined ||
				add(list, prefix, names[i], (options as Record<string, unknown>)[names[i]]))
		)
			i++;
		i -= names.length;
		while (i >= 0 && i < users.length && list.addUser(users[i], users[i + 1])) i += 2;
		if (i === users.length) return list.bytes.slice(0, list.length);
		if (size > 0x100000) throw new RangeError(prefix + "userProperties: expected less");
	}
}

/** Names and values, alternately. */
function encodeUsers(option: string, users: UserProperties): Uint8Array[] {
	const encoded: Uint8Array[] = [];
	expect(users && typeof users === "object" && !Array.isArray(users), option, "an object of strings");
	const names = Object.keys(users);
	for (let i = 0; i < names.length; i++) {
		// One call after another, because the stack is deep here.
		const name = encode(option, names[i]);
		const some = users[names[i]];
		const values = Array.isArray(some) ? some : [some];
		for (let j = 0; j < values.length; j++) {
			const value = encode(option, values[j] as string);
			encoded.push(name, value);
		}
	}
	return encoded;
}

/** Adds a property. Returns false if there is no room. */
function add(list: PropertyList, prefix: string, name: string, value: unknown): boolean {
	const identifier = Property[name as keyof typeof Property];
	const kind = kindOf(identifier);
	name = prefix + name;
	if (identifier === Id.responseTopic) checkTopic(name, value as string, false);
	if (kind >= Kind.Binary) return list.add(identifier, encode(name, value as string, kind === Kind.Binary));
	if (kind === Kind.Flag && identifier !== Id.payloadFormat) {
		expectBoolean(name, value as boolean);
		value = Number(value);
	}
	const maximum =
		kind === Kind.Flag ? 1 : kind === Kind.TwoBytes ? 65_535 : kind === Kind.Variable ? 268_435_455 : NEVER;
	expectInteger(name, value as number, kind === Kind.Flag || kind === Kind.FourBytes ? 0 : 1, maximum);
	return list.add(identifier, value as number);
}

/** Converts milliseconds to seconds, rounded up; undefined stays undefined. Throws a RangeError. */
export function seconds(option: string, milliseconds: number | undefined): number | undefined {
	if (milliseconds === undefined) return;
	if (typeof milliseconds !== "number" || !(milliseconds >= 0))
		throw new RangeError(option + ": expected milliseconds, or Infinity");
	return Math.min(Math.ceil(milliseconds / 1_000), NEVER);
}
