// Set-up. Refusals that are retried slowly, because someone must resolve them first.

import { Code } from "../wire/reason-code.js";

/** Reason codes of 5.0 that are retried slowly. Return codes of 3.1.1 are translated to them. */
export const enum Refusals {
	/** The first possible code. The others are bits. */
	From = 0x80,
	/** Refusals of what CONNECT contains. */
	Connack = (1 << (Code.unsupportedProtocolVersion - From)) |
		(1 << (Code.clientIdentifierNotValid - From)) |
		(1 << (Code.badUserNameOrPassword - From)) |
		(1 << (Code.notAuthorized - From)) |
		(1 << (Code.banned - From)) |
		(1 << (Code.badAuthenticationMethod - From)) |
		(1 << (Code.topicNameInvalid - From)) |
		(1 << (Code.packetTooLarge - From)) |
		(1 << (Code.payloadFormatInvalid - From)) |
		(1 << (Code.retainNotSupported - From)) |
		(1 << (Code.qosNotSupported - From)) |
		(1 << (Code.useAnotherServer - From)) |
		(1 << (Code.serverMoved - From)),
	/**
	 * Two clients with the same identifier would disconnect each other for ever, and a message at QoS 2 that the
	 * client cannot accept would come again.
	 */
	Online = (1 << (Code.sessionTakenOver - From)) | (1 << (Code.qosNotSupported - From)),
}
