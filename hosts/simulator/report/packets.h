/* The MQTT packets in a stream of bytes, also where WebSocket frames carry them. */
#ifndef MOTE_PACKETS_H
#define MOTE_PACKETS_H

#include "engine/engine.h"

enum { CONNECT = 1, CONNACK = 2, PUBLISH = 3, PUBACK = 4, PUBREC = 5, PUBCOMP = 7, DISCONNECT = 14 };

typedef struct packet {
	int type, QoS;
	bool duplicate;
	txU4 identifier; /* of PUBLISH and its acknowledgements */
	txU4 payload; /* of PUBLISH, a hash */
	int code; /* of what answers; 0 where there is none */
	int level; /* of CONNECT: 4 is 3.1.1, 5 is 5.0 */
} Packet;

/* How far a stream has been read. All zeros at its beginning. */
typedef struct packets {
	enum { UNKNOWN, PLAIN, OPENING, FRAMED } carrier;
	int lineEnds; /* of the opening: how much of its empty line has come */
	int frameHeader, frameSize; /* bytes of a frame's header so far, and all */
	txU1 frame[14];
	uint64_t frameLeft, frameAt;
	int state, shift, level;
	txU4 length, at, topic, properties, propertiesShift;
	Packet packet;
} Packets;

/* Takes one byte; whether a packet is complete with it, which is in `packet` until the next. `level`: the version of the connection. */
extern bool takeByte(Packets* it, txU1 byte, int level);

#endif
