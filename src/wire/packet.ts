// Constants of the protocol, common to both versions of MQTT. The compiler inlines them, so they cost nothing at run
// time.

/** MQTT Control Packet types: the upper four bits of a packet's first byte (3.1.1 and 5.0, section 2). */
export const enum Packet {
	CONNECT = 1,
	CONNACK = 2,
	PUBLISH = 3,
	PUBACK = 4,
	PUBREC = 5,
	PUBREL = 6,
	PUBCOMP = 7,
	SUBSCRIBE = 8,
	SUBACK = 9,
	UNSUBSCRIBE = 10,
	UNSUBACK = 11,
	PINGREQ = 12,
	PINGRESP = 13,
	DISCONNECT = 14,
	/** 5.0 only. */
	AUTH = 15,
}

/** Flags of PUBLISH: the lower four bits of its first byte (section 3.3.1). */
export const enum PublishFlag {
	RETAIN = 1,
	QoS1 = 2,
	QoS2 = 4,
	QoS = 6,
	DUP = 8,
}

/** Quality of Service (section 4.3): at most once, at least once, exactly once. */
export type QoS = 0 | 1 | 2;

/** Packet Identifiers that no record has. A session gives out those up to `Last`. */
export const enum Identifier {
	Last = 65_533,
	/** Of the birth message. */
	Birth = 65_534,
	/** Of SUBSCRIBE and UNSUBSCRIBE, of which only one is pending at a time. */
	Request = 65_535,
}
