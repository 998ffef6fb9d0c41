// Why a connection ended, why a message was not taken: the numbers of 5.0.
import { Reason as Reason311 } from "../reason.js";

/** As Code, for our own use. @internal */
export const enum Code5 {
	noMatchingSubscribers = 0x10,
	noSubscriptionExisted = 0x11,
	continueAuthentication = 0x18,
	reauthenticate = 0x19,
	implementationSpecificError = 0x83,
	banned = 0x8a,
	badAuthenticationMethod = 0x8c,
	sessionTakenOver = 0x8e,
	topicAliasInvalid = 0x94,
	packetTooLarge = 0x95,
	retainNotSupported = 0x9a,
	useAnotherServer = 0x9c,
	serverMoved = 0x9d,
	sharedSubscriptionsNotSupported = 0x9e,
	subscriptionIdentifiersNotSupported = 0xa1,
	wildcardSubscriptionsNotSupported = 0xa2,
	messageExpired = 0x105,
}

/**
 * The reason codes of 5.0 (section 2.4), as onDisconnect, onPublish and onSubscribe give them, and from 256 on what no server says. All
 * that is tried again after is told by `retry`.
 */
export const Reason = Object.freeze({
	...Reason311,
	/** A message was taken, and nobody is subscribed to it. */
	noMatchingSubscribers: Code5.noMatchingSubscribers,
	/** UNSUBACK: there was no such subscription. */
	noSubscriptionExisted: Code5.noSubscriptionExisted,
	unspecifiedError: 0x80,
	implementationSpecificError: Code5.implementationSpecificError,
	serverBusy: 0x89,
	/** Not retried. */
	banned: Code5.banned,
	serverShuttingDown: 0x8b,
	/** Not retried. */
	badAuthenticationMethod: Code5.badAuthenticationMethod,
	/** Another client has connected with the same identifier. Not retried: the two would go on for ever. */
	sessionTakenOver: Code5.sessionTakenOver,
	topicFilterInvalid: 0x8f,
	topicNameInvalid: 0x90,
	packetIdentifierInUse: 0x91,
	packetIdentifierNotFound: 0x92,
	topicAliasInvalid: Code5.topicAliasInvalid,
	packetTooLarge: Code5.packetTooLarge,
	messageRateTooHigh: 0x96,
	quotaExceeded: 0x97,
	administrativeAction: 0x98,
	payloadFormatInvalid: 0x99,
	retainNotSupported: Code5.retainNotSupported,
	/** For now: `serverReference` may say which. Retried there with the option `redirect`. */
	useAnotherServer: Code5.useAnotherServer,
	/** For good: as useAnotherServer. */
	serverMoved: Code5.serverMoved,
	sharedSubscriptionsNotSupported: Code5.sharedSubscriptionsNotSupported,
	connectionRateExceeded: 0x9f,
	/** The server closes a connection that is this old. */
	maximumConnectTime: 0xa0,
	subscriptionIdentifiersNotSupported: Code5.subscriptionIdentifiersNotSupported,
	wildcardSubscriptionsNotSupported: Code5.wildcardSubscriptionsNotSupported,
	/** A message was not sent, as it expired first. */
	messageExpired: Code5.messageExpired,
});
