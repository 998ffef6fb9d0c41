// Why a connection ended, and why a request was refused, as numbers, because these cost nothing to handle.

import { Code } from "./wire/reason-code.js";

/**
 * Why a connection ended or could not be opened. Below 256: the reason codes of MQTT 5.0 (section 2.4), to which the
 * return codes of 3.1.1 are mapped. From 256 on: reasons that do not come from the server.
 */
export const Reason = Object.freeze({
	// The most frequent ones first, because XS searches a property from the first one on.
	/** The connection was closed or lost. */
	connectionLost: Code.connectionLost as number,
	/** No connection could be opened. */
	connectFailed: Code.connectFailed as number,
	/** No connection within `timeout`, which includes look-up, TCP, TLS and CONNACK. */
	connectTimeout: Code.connectTimeout as number,
	/** The host name could not be resolved. */
	hostNotFound: Code.hostNotFound as number,
	/** No PINGRESP within `timeout`. */
	keepAliveTimeout: Code.keepAliveTimeout as number,
	/** disconnect() was called. */
	disconnected: Code.disconnected as number,
	/** The server sent something that is not MQTT. */
	malformedPacket: Code.malformedPacket as number,
	/** The server sent a packet that is not allowed at that point. */
	protocolError: Code.protocolError as number,
	/** CONNACK 1: the server does not support this version of MQTT. Retried slowly. */
	unsupportedProtocolVersion: Code.unsupportedProtocolVersion as number,
	/** CONNACK 2: the server does not accept this client identifier. Retried slowly. */
	clientIdentifierNotValid: Code.clientIdentifierNotValid as number,
	/** CONNACK 4: bad user name or password. Retried slowly. */
	badUserNameOrPassword: Code.badUserNameOrPassword as number,
	/** CONNACK 5: not authorized; or a reserved code, 6 or more, which `text` contains. Retried slowly. */
	notAuthorized: Code.notAuthorized as number,
	/** CONNACK 3: server unavailable. */
	serverUnavailable: Code.serverUnavailable as number,
	/**
	 * The server sent more messages at QoS 2 than there is room for. The skipped ones come with the next connection.
	 */
	receiveMaximumExceeded: Code.receiveMaximumExceeded as number,
	/** The server sent a message at QoS 2, and the option `exactlyOnce` is not given. Retried slowly. */
	qosNotSupported: Code.qosNotSupported as number,
	/** disconnect() reached its deadline before everything was acknowledged. The rest is kept. */
	unacknowledged: Code.unacknowledged as number,
	/** "mote-mqtt/credentials" got no valid user name and password, or no valid will. */
	credentialsFailed: Code.credentialsFailed as number,
	/** The oldest message was not acknowledged within the option `acknowledgeTimeout`. */
	acknowledgeTimeout: Code.acknowledgeTimeout as number,
	/** onOutcome: the message was given up by the app or the option `attempts`. */
	discarded: Code.discarded as number,
	/** onOutcome: the message was replaced by a newer one (`latestOnly`). */
	replaced: Code.replaced as number,
	/**
	 * The source of a message larger than the memory has given up. As an outcome also: a restored session has the
	 * message without its payload.
	 */
	payloadMissing: Code.payloadMissing as number,
});

/** The numbers of Refusal, for internal use. @internal */
export const enum Refused {
	notConnected = -1,
	full = -2,
	tooLarge = -3,
	closed = -4,
	invalid = -5,
	notSupported = -6,
}

/** Why publish(), subscribe() or unsubscribe() refused a request: negative, while a Packet Identifier is positive. */
export const Refusal = Object.freeze({
	/** There is no connection, and messages at QoS 0 are not stored. */
	notConnected: Refused.notConnected as number,
	/**
	 * There is no room now: at QoS 1 and 2 in `buffers.unacknowledged`; at QoS 0 neither there nor in the socket.
	 * onWritable is called when there is.
	 */
	full: Refused.full as number,
	/**
	 * The packet can never fit `buffers.send` or `buffers.unacknowledged`, or it exceeds 65,535 bytes: see
	 * "mote-mqtt/large-messages".
	 */
	tooLarge: Refused.tooLarge as number,
	/** disconnect() or close() was called. */
	closed: Refused.closed as number,
	/**
	 * The payload is not a Uint8Array, an ArrayBuffer or well-formed text; or the length is not valid or exceeds the
	 * payload's.
	 */
	invalid: Refused.invalid as number,
});
