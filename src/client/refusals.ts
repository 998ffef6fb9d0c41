// Set-up. After which reasons it is tried again slowly, as it will not be otherwise until someone has changed something.

import { Code } from "../wire/reason-code.js";

/** Reason codes of 5.0, which 3.1.1's return codes are translated to, that are tried again slowly. */
export const enum Refusals {
	/** The first that there can be; the others are bits. */
	From = 0x80,
	/** For what CONNECT says, whoever says it. */
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
	/** Two clients of one identifier would push each other out for ever; and a message at QoS 2 that we cannot take comes again. */
	Online = (1 << (Code.sessionTakenOver - From)) | (1 << (Code.qosNotSupported - From)),
}
