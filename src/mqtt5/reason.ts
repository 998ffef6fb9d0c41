// The reason codes of 5.0: why a connection ended, or why a message or request was refused.
import { Reason as Reason311, Refusal as Refusal311, Refused } from "../reason.js";
import { Code } from "../wire/reason-code.js";

/**
 * The reason codes of 5.0 (section 2.4), as passed to onDisconnect, onOutcome and onSubscribe; and from 256 reasons
 * of the client itself. `retry` says whether and when the client reconnects.
 */
export const Reason = Object.freeze({
	...Reason311,
	/** The server has accepted a message that nobody is subscribed to. */
	noMatchingSubscribers: Code.noMatchingSubscribers as number,
	/** UNSUBACK: there was no such subscription. */
	noSubscriptionExisted: Code.noSubscriptionExisted as number,
	unspecifiedError: Code.unspecifiedError as number,
	implementationSpecificError: Code.implementationSpecificError as number,
	serverBusy: 0x89,
	/** Retried slowly. */
	banned: Code.banned as number,
	serverShuttingDown: 0x8b,
	/** Retried slowly. */
	badAuthenticationMethod: Code.badAuthenticationMethod as number,
	/**
	 * Another client has connected with the same identifier. Retried slowly, because the two would otherwise
	 * disconnect each other for ever.
	 */
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
	/**
	 * Temporarily; `serverReference` may name the server. With the option `redirect`, the client connects to that
	 * one.
	 */
	useAnotherServer: Code.useAnotherServer as number,
	/** Permanently; otherwise as useAnotherServer. */
	serverMoved: Code.serverMoved as number,
	sharedSubscriptionsNotSupported: Code.sharedSubscriptionsNotSupported as number,
	connectionRateExceeded: 0x9f,
	/** The server limits the duration of connections. */
	maximumConnectTime: 0xa0,
	subscriptionIdentifiersNotSupported: Code.subscriptionIdentifiersNotSupported as number,
	wildcardSubscriptionsNotSupported: Code.wildcardSubscriptionsNotSupported as number,
	/** A message expired before it was sent. */
	messageExpired: Code.messageExpired as number,
	/** The server has sent DISCONNECT without a reason. */
	serverDisconnected: Code.serverDisconnected as number,
	/** `answer` or `begin` of the option `authentication` threw, or did not return bytes. */
	authenticationFailed: Code.authenticationFailed as number,
});

/** Why publish(), subscribe() or unsubscribe() did not accept a request. */
export const Refusal = Object.freeze({
	...Refusal311,
	/**
	 * The server has announced that it does not support this: the QoS, RETAIN, wildcards, shared subscriptions,
	 * subscription identifiers.
	 */
	notSupported: Refused.notSupported as number,
});
