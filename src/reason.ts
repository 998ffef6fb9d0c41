// Why a connection ended, and why a request was not accepted: numbers, so that handling them costs nothing.

/**
 * Why a connection ended or could not be made. Below 256: the reason codes of MQTT 5.0 (section 2.4), which 3.1.1's return
 * codes are translated to. From 256: what no server says.
 */
export const Reason = Object.freeze({
	/** As asked for, by disconnect(). */
	disconnected: 0x00,
	/** The server sent what is not MQTT. */
	malformedPacket: 0x81,
	/** The server sent a packet that may not come at that point. */
	protocolError: 0x82,
	/** CONNACK 1: the server does not speak MQTT 3.1.1. Not retried. */
	unsupportedProtocolVersion: 0x84,
	/** CONNACK 2: the server does not accept this client identifier. Not retried. */
	clientIdentifierNotValid: 0x85,
	/** CONNACK 4: bad user name or password. Not retried. */
	badUserNameOrPassword: 0x86,
	/** CONNACK 5: not authorized. Not retried. */
	notAuthorized: 0x87,
	/** CONNACK 3: server unavailable. */
	serverUnavailable: 0x88,
	/** No PINGRESP within `timeout`. */
	keepAliveTimeout: 0x8d,
	/** The server sent a message at QoS 2, which this client does not speak. Not retried. */
	qosNotSupported: 0x9b,
	/** The host name could not be resolved. */
	hostNotFound: 0x100,
	/** No connection could be opened. */
	connectFailed: 0x101,
	/** No connection within `timeout`, name, TCP, TLS and CONNACK together. */
	connectTimeout: 0x102,
	/** The connection was closed or lost. */
	connectionLost: 0x103,
	/** disconnect() ran into its deadline: something is still unacknowledged, and kept. */
	unacknowledged: 0x104,
});

/** A reason in words: the name it has in Reason. */
export function reasonText(code: number): string {
	return Object.keys(Reason).find((name) => Reason[name as keyof typeof Reason] === code) as string;
}

/** The reasons that trying again cannot mend: someone has to change something first. */
export function isFinal(code: number): boolean {
	return (code >= Reason.unsupportedProtocolVersion && code <= Reason.notAuthorized) || code === Reason.qosNotSupported;
}

/** Why publish(), subscribe() or unsubscribe() did not accept a request: negative, where a Packet Identifier is positive. */
export const Refusal = Object.freeze({
	/** QoS 0 is not kept for later: there is no connection now. */
	notConnected: -1,
	/** No room among what is unacknowledged. Try again when something has been acknowledged: at onSettled, at the latest. */
	full: -2,
	/** The packet is larger than `buffers.send`, or `buffers.unacknowledged`, can ever hold. */
	tooLarge: -3,
	/** After disconnect() or close(). */
	closed: -4,
	/** The payload is not a Uint8Array or string, or shorter than the length given. */
	invalid: -5,
});
