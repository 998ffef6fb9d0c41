// Why a connection ended, why a message or request was not taken: the numbers of 5.0.
import { Reason as Reason311, Refusal as Refusal311, Refused } from "../reason.js";
import { Code } from "../wire/reason-code.js";

/**
 * The reason codes of 5.0 (section 2.4), as onDisconnect, onOutcome and onSubscribe give them, and from 256 on what no server says. All
 * that is tried again after is told by `retry`.
 */
export const Reason = Object.freeze({
	...Reason311,
	/** A message was taken, and nobody is subscribed to it. */
	noMatchingSubscribers: Code.noMatchingSubscribers as number,
	/** UNSUBACK: there was no such subscription. */
	noSubscriptionExisted: Code.noSubscriptionExisted as number,
	unspecifiedError: Code.unspecifiedError as number,
	implementationSpecificError: Code.implementationSpecificError as number,
	serverBusy: 0x89,
	/** Tried again slowly. */
	banned: Code.banned as number,
	serverShuttingDown: 0x8b,
	/** Tried again slowly. */
	badAuthenticationMethod: Code.badAuthenticationMethod as number,
	/** Another client has connected with the same identifier. Tried again slowly: the two would go on for ever. */
	sessionTakenOver: Code.sessionTakenOver as number,
	topicFilterInvalid: 0x8f,
	topicNameInvalid: 0x90,
	packetIdentifierInUse: 0x91,
	packetIdentifierNotFound: 0x92,
	topicAliasInvalid: Code.topicAliasInvalid as number,
	packetTooLarge: Code.packetTooLarge as number,
	messageRateTooHigh: 0x96,
	quotaExceeded: 0x97,
	administrativeAction: 0x98,
	payloadFormatInvalid: 0x99,
	retainNotSupported: Code.retainNotSupported as number,
	/** For now: `serverReference` may say which. Retried there with the option `redirect`. */
	useAnotherServer: Code.useAnotherServer as number,
	/** For good: as useAnotherServer. */
	serverMoved: Code.serverMoved as number,
	sharedSubscriptionsNotSupported: Code.sharedSubscriptionsNotSupported as number,
	connectionRateExceeded: 0x9f,
	/** The server closes a connection that is this old. */
	maximumConnectTime: 0xa0,
	subscriptionIdentifiersNotSupported: Code.subscriptionIdentifiersNotSupported as number,
	wildcardSubscriptionsNotSupported: Code.wildcardSubscriptionsNotSupported as number,
	/** A message was not sent, as it expired first. */
	messageExpired: Code.messageExpired as number,
	/** The server has said goodbye, without a reason. */
	serverDisconnected: Code.serverDisconnected as number,
	/** `answer` or `begin` of the option `authentication` threw, or returned something else than bytes. */
	authenticationFailed: Code.authenticationFailed as number,
});

/** Why publish(), subscribe() or unsubscribe() did not accept a request. */
export const Refusal = Object.freeze({
	...Refusal311,
	/** The server has said that it cannot take that: this QoS, RETAIN, wildcards, shared subscriptions, subscription identifiers. */
	notSupported: Refused.notSupported as number,
});
