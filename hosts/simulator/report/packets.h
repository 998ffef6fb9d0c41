/* Finds the MQTT packets in a stream of bytes. Unwraps WebSocket frames. */
#ifndef MOTE_PACKETS_H
#define MOTE_PACKETS_H

#include "engine/engine.h"

enum { CONNECT = 1, CONNACK = 2, PUBLISH = 3, PUBACK = 4, PUBREC = 5, PUBCOMP = 7, DISCONNECT = 14 };

typedef struct packet {
	int type, QoS;
	bool duplicate;
	txU4 identifier; /* of PUBLISH and its acknowledgements */
	txU4 payload; /* of PUBLISH: a hash */
	int code; /* of acknowledgements; 0 if there is none */
	int level; /* of CONNECT: 4 is 3.1.1, 5 is 5.0 */
} Packet;

/* The state of parsing a stream. All zeros at the beginning. */
typedef struct packets {
	enum { UNKNOWN, PLAIN, OPENING, FRAMED } carrier;
	int lineEnds; /* in the opening handshake: how many bytes of the empty line have arrived */
	int frameHeader, frameSize; /* bytes of a frame's header so far, and in all */
	txU1 frame[14];
	uint64_t frameLeft, frameAt;
	int state, shift, level;
	txU4 length, at, topic, properties, propertiesShift;
	Packet packet;
} Packets;

/*
 * Takes one byte. Returns whether it completes a packet, which then is in `packet` until the next call. `level` is
 * the connection's protocol version.
 */
extern bool takeByte(Packets* it, txU1 byte, int level);

#endif
