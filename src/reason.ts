// Why a connection ended, and why a request was not accepted: numbers, so that handling them costs nothing.

import { Code } from "./wire/reason-code.js";

/**
 * Why a connection ended or could not be made. Below 256: the reason codes of MQTT 5.0 (section 2.4), which 3.1.1's return
 * codes are translated to. From 256: what no server says.
 */
export const Reason = Object.freeze({
	// First those that devices come across most: a name is looked for from the first on.
	/** The connection was closed or lost. */
	connectionLost: Code.connectionLost as number,
	/** No connection could be opened. */
	connectFailed: Code.connectFailed as number,
	/** No connection within `timeout`, name, TCP, TLS and CONNACK together. */
	connectTimeout: Code.connectTimeout as number,
	/** The host name could not be resolved. */
	hostNotFound: Code.hostNotFound as number,
	/** No PINGRESP within `timeout`. */
	keepAliveTimeout: Code.keepAliveTimeout as number,
	/** As asked for, by disconnect(). */
	disconnected: Code.disconnected as number,
	/** The server sent what is not MQTT. */
	malformedPacket: Code.malformedPacket as number,
	/** The server sent a packet that may not come at that point. */
	protocolError: Code.protocolError as number,
	/** CONNACK 1: the server does not speak MQTT 3.1.1. Tried again slowly. */
	unsupportedProtocolVersion: Code.unsupportedProtocolVersion as number,
	/** CONNACK 2: the server does not accept this client identifier. Tried again slowly. */
	clientIdentifierNotValid: Code.clientIdentifierNotValid as number,
	/** CONNACK 4: bad user name or password. Tried again slowly. */
	badUserNameOrPassword: Code.badUserNameOrPassword as number,
	/** CONNACK 5: not authorized; or 6 and more, which 3.1.1 reserves: `text` has the number. Tried again slowly. */
	notAuthorized: Code.notAuthorized as number,
	/** CONNACK 3: server unavailable. */
	serverUnavailable: Code.serverUnavailable as number,
	/** The server sent more messages at QoS 2 than there is room for: what was passed over comes with the next connection. */
	receiveMaximumExceeded: Code.receiveMaximumExceeded as number,
	/** The server sent a message at QoS 2, and the option `exactlyOnce` is not given. Tried again slowly. */
	qosNotSupported: Code.qosNotSupported as number,
	/** disconnect() ran into its deadline: something is still unacknowledged, and kept. */
	unacknowledged: Code.unacknowledged as number,
	/** "mote-mqtt/credentials" was given no user name and password, or no will, that CONNECT can have. */
	credentialsFailed: Code.credentialsFailed as number,
	/** The first message in line was not acknowledged within the option `acknowledgeTimeout`. */
	acknowledgeTimeout: Code.acknowledgeTimeout as number,
	/** onOutcome: the app, or the option `attempts`, has given the message up. */
	discarded: Code.discarded as number,
	/** onOutcome: a newer message has taken its place (`latestOnly`). */
	replaced: Code.replaced as number,
	/** The source of a message larger than the memory has given up; or, as an outcome, a restored session has the message without it. */
	payloadMissing: Code.payloadMissing as number,
});

/** The numbers of Refusal, for our own use. @internal */
export const enum Refused {
	notConnected = -1,
	full = -2,
	tooLarge = -3,
	closed = -4,
	invalid = -5,
	notSupported = -6,
}

/** Why publish(), subscribe() or unsubscribe() did not accept a request: negative, where a Packet Identifier is positive. */
export const Refusal = Object.freeze({
	/** QoS 0 is not kept for later: there is no connection now. */
	notConnected: Refused.notConnected as number,
	/** No room now: at QoS 1 and 2 in `buffers.unacknowledged`, at QoS 0 in the socket either. onWritable tells when there is. */
	full: Refused.full as number,
	/** The packet is larger than `buffers.send`, or `buffers.unacknowledged`, can ever hold, or than 65,535 bytes: see "mote-mqtt/large-messages". */
	tooLarge: Refused.tooLarge as number,
	/** After disconnect() or close(). */
	closed: Refused.closed as number,
	/** The payload is no Uint8Array, ArrayBuffer or well-formed text; or the length is none, or more than it has. */
	invalid: Refused.invalid as number,
});
