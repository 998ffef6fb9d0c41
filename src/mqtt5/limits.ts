// Set-up. What a server has said in CONNACK (section 3.2.2.3), for the life of that connection.
import { Id, type Properties } from "../wire/properties.js";

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
	readonly retainAvailable: boolean;
	/** The largest packet that the server takes, in bytes; Infinity if it does not say. */
	readonly maximumPacketSize: number;
	/** How many topic aliases the server takes. */
	readonly topicAliasMaximum: number;
	readonly wildcardSubscriptionAvailable: boolean;
	readonly subscriptionIdentifierAvailable: boolean;
	readonly sharedSubscriptionAvailable: boolean;

	/** @internal */
	constructor(properties: Properties, present: boolean, keepAlive: number, sessionExpiry: number) {
		const number = (identifier: number, otherwise: number) =>
			properties.find(identifier) ? properties.value : otherwise;
		const expiry = number(Id.sessionExpiry, -1);
		const serverKeepAlive = number(Id.serverKeepAlive, -1);
		this.present = present;
		this.id = properties.get(Id.assignedClientIdentifier) as string | undefined;
		this.sessionExpiry = expiry < 0 ? sessionExpiry : expiry === 0xffffffff ? Infinity : expiry * 1_000;
		this.keepAlive = serverKeepAlive < 0 ? keepAlive : serverKeepAlive * 1_000;
		this.receiveMaximum = number(Id.receiveMaximum, 65_535);
		this.maximumQoS = number(Id.maximumQoS, 2);
		this.retainAvailable = number(Id.retainAvailable, 1) === 1;
		this.maximumPacketSize = number(Id.maximumPacketSize, Infinity);
		this.topicAliasMaximum = number(Id.topicAliasMaximum, 0);
		this.wildcardSubscriptionAvailable = number(Id.wildcardSubscriptionAvailable, 1) === 1;
		this.subscriptionIdentifierAvailable = number(Id.subscriptionIdentifierAvailable, 1) === 1;
		this.sharedSubscriptionAvailable = number(Id.sharedSubscriptionAvailable, 1) === 1;
	}
}
