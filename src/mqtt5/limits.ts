// What a server has said in CONNACK that it can take (section 3.2.2.3), for the life of that connection. Set-up, but for obstacle().
import { PublishFlag } from "../wire/packet.js";
import { Id, type Properties } from "../wire/properties.js";
import { Code } from "../wire/reason-code.js";
import { lengthSize, readLength } from "../wire/remaining-length.js";

/** What a server can take, and what it has changed: given to onConnect. Valid for as long as the connection. */
export class Limits {
	/** Whether the server kept our session, subscriptions included. */
	readonly present: boolean;
	/** The Client Identifier that the server has assigned, if we gave none. */
	readonly id: string | undefined;
	/** Milliseconds that the session is kept after the connection: as we asked, if the server says nothing else. May be Infinity. */
	readonly sessionExpiry: number;
	/** Milliseconds; as we asked, if the server says nothing else. */
	readonly keepAlive: number;
	/** How many messages may be unacknowledged at a time. */
	readonly receiveMaximum: number;
	/** The highest QoS that may be published with. */
	readonly maximumQoS: number;
	/** Whether the server keeps messages that are to be retained. */
	readonly retainAvailable: boolean;
	/** The largest packet that the server takes, in bytes; Infinity if it does not say. */
	readonly maximumPacketSize: number;
	/** How many topic aliases the server takes. */
	readonly topicAliasMaximum: number;
	/** Whether the server takes filters with + or #. */
	readonly wildcardSubscriptionAvailable: boolean;
	/** Whether the server takes the option `subscriptionIdentifier` of subscribe(). */
	readonly subscriptionIdentifierAvailable: boolean;
	/** Whether the server takes filters that begin with "$share/". */
	readonly sharedSubscriptionAvailable: boolean;

	/** @internal */
	constructor(properties: Properties, present: boolean, keepAlive: number, sessionExpiry: number) {
		// All that a server does not say.
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

/** What a server cannot take, a bit each; the lower ones are those that a PUBLISH must not have in its first byte. */
export const enum Unavailable {
	Retain = PublishFlag.RETAIN,
	QoS1 = PublishFlag.QoS1,
	QoS2 = PublishFlag.QoS2,
	Wildcards = 16,
	Identifiers = 32,
	Shared = 64,
}

/** Unavailable, of a server. */
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
 * Why a server to which `mask` is unavailable cannot take the filter bytes[at, end), whose properties, behind their length, begin at
 * `properties`: a reason code, 0 for nothing.
 */
export function filterObstacle(bytes: Uint8Array, properties: number, at: number, end: number, mask: number): number {
	const first = properties + lengthSize(readLength(bytes, properties, end));
	if (mask & Unavailable.Identifiers && first < at - 2 && bytes[first] === Id.subscriptionIdentifier)
		return Code.subscriptionIdentifiersNotSupported;
	// "$share/" is the only filter that begins with "$s": those of a server itself are "$S…".
	if (mask & Unavailable.Shared && bytes[at] === Character.Dollar && bytes[at + 1] === Character.SmallS)
		return Code.sharedSubscriptionsNotSupported;
	if (mask & Unavailable.Wildcards)
		for (; at < end; at++)
			if (bytes[at] === Character.Plus || bytes[at] === Character.Hash) return Code.wildcardSubscriptionsNotSupported;
	return 0;
}

/** Why a PUBLISH that begins with `header` cannot be taken: a reason code, 0 for nothing. */
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
