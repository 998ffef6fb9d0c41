// Set-up, except obstacle(). The limits that a server announces in CONNACK (section 3.2.2.3), for the duration of the
// connection.
import { PublishFlag } from "../wire/packet.js";
import { Id, type Properties } from "../wire/properties.js";
import { Code } from "../wire/reason-code.js";
import { lengthSize, readLength } from "../wire/remaining-length.js";

/**
 * What the server can accept, and which of the client's values it has changed. Passed to onConnect. Valid during the
 * connection.
 */
export class Limits {
	/** Whether the server has kept the session, with its subscriptions. */
	readonly present: boolean;
	/** The Client Identifier that the server has assigned, if the client has none. */
	readonly id: string | undefined;
	/**
	 * How many milliseconds the session is kept after the connection: the server's value, or else the client's. May
	 * be Infinity.
	 */
	readonly sessionExpiry: number;
	/** Keep alive in milliseconds: the server's value, or else the client's. */
	readonly keepAlive: number;
	/** How many messages may be unacknowledged at a time. */
	readonly receiveMaximum: number;
	/** The highest QoS that the server accepts. */
	readonly maximumQoS: number;
	/** Whether the server stores retained messages. */
	readonly retainAvailable: boolean;
	/** The largest packet that the server accepts, in bytes; Infinity if it does not say. */
	readonly maximumPacketSize: number;
	/** How many topic aliases the server accepts. */
	readonly topicAliasMaximum: number;
	/** Whether the server accepts filters with + or #. */
	readonly wildcardSubscriptionAvailable: boolean;
	/** Whether the server accepts the option `subscriptionIdentifier` of subscribe(). */
	readonly subscriptionIdentifierAvailable: boolean;
	/** Whether the server accepts filters that begin with "$share/". */
	readonly sharedSubscriptionAvailable: boolean;

	/** @internal */
	constructor(properties: Properties, present: boolean, keepAlive: number, sessionExpiry: number) {
		// Values that the server does not send have defaults.
		const values: (number | undefined)[] = [];
		properties.rewind();
		while (properties.next()) values[properties.identifier] = properties.value;
		const expiry = values[Id.sessionExpiry];
		const serverKeepAlive = values[Id.serverKeepAlive];
		this.present = present;
		this.id = properties.get(Id.assignedClientIdentifier) as string | undefined;
		this.sessionExpiry = expiry === undefined ? sessionExpiry : expiry === 0xffffffff ? Infinity : expiry * 1_000;
		this.keepAlive = serverKeepAlive === undefined ? keepAlive : serverKeepAlive * 1_000;
		this.receiveMaximum = values[Id.receiveMaximum] ?? 65_535;
		this.maximumQoS = values[Id.maximumQoS] ?? 2;
		this.retainAvailable = values[Id.retainAvailable] !== 0;
		this.maximumPacketSize = values[Id.maximumPacketSize] ?? Infinity;
		this.topicAliasMaximum = values[Id.topicAliasMaximum] ?? 0;
		this.wildcardSubscriptionAvailable = values[Id.wildcardSubscriptionAvailable] !== 0;
		this.subscriptionIdentifierAvailable = values[Id.subscriptionIdentifierAvailable] !== 0;
		this.sharedSubscriptionAvailable = values[Id.sharedSubscriptionAvailable] !== 0;
	}
}

/** What a server cannot accept, as bits. The lower ones are flags that a PUBLISH must not have in its first byte. */
export const enum Unavailable {
	Retain = PublishFlag.RETAIN,
	QoS1 = PublishFlag.QoS1,
	QoS2 = PublishFlag.QoS2,
	Wildcards = 16,
	Identifiers = 32,
	Shared = 64,
}

/** The Unavailable bits of a server. */
export function unavailable(server: Limits): number {
	return (
		(server.retainAvailable ? 0 : Unavailable.Retain) |
		(server.maximumQoS > 1 ? 0 : server.maximumQoS ? Unavailable.QoS2 : Unavailable.QoS1 | Unavailable.QoS2) |
		(server.wildcardSubscriptionAvailable ? 0 : Unavailable.Wildcards) |
		(server.subscriptionIdentifierAvailable ? 0 : Unavailable.Identifiers) |
		(server.sharedSubscriptionAvailable ? 0 : Unavailable.Shared)
	);
}

/**
 * Why a server with the Unavailable bits `mask` cannot accept the filter bytes[at, end), whose properties, after
 * their length, begin at `properties`. Returns a reason code, or 0 if it can.
 */
export function filterObstacle(bytes: Uint8Array, properties: number, at: number, end: number, mask: number): number {
	const first = properties + lengthSize(readLength(bytes, properties, end));
	if (mask & Unavailable.Identifiers && first < at - 2 && bytes[first] === Id.subscriptionIdentifier)
		return Code.subscriptionIdentifiersNotSupported;
	// Only "$share/" begins with "$s". A server's own topics begin with "$S".
	if (mask & Unavailable.Shared && bytes[at] === Character.Dollar && bytes[at + 1] === Character.SmallS)
		return Code.sharedSubscriptionsNotSupported;
	if (mask & Unavailable.Wildcards)
		for (; at < end; at++)
			if (bytes[at] === Character.Plus || bytes[at] === Character.Hash) return Code.wildcardSubscriptionsNotSupported;
	return 0;
}

/** Why a PUBLISH that begins with `header` cannot be accepted: a reason code, or 0 if it can. */
export function publishObstacle(header: number, mask: number): number {
	const wrong = header & mask & (PublishFlag.QoS | PublishFlag.RETAIN);
	return !wrong ? 0 : wrong & PublishFlag.QoS ? Code.qosNotSupported : Code.retainNotSupported;
}

const enum Character {
	Hash = 0x23,
	Dollar = 0x24,
	Plus = 0x2b,
	SmallS = 0x73,
}
