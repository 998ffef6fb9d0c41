/* Bytes in a fixed buffer, first in, first out. */
#ifndef MOTE_RING_BUFFER_H
#define MOTE_RING_BUFFER_H

#include "engine/engine.h"

typedef struct {
	txByte* bytes;
	int size, start, count;
} Ring;

extern int ringRoom(const Ring* ring);
extern int ringStretch(const Ring* ring); /* the longest without a turn, from the first byte on */
extern void putBytes(Ring* ring, const txByte* from, int count);
extern void dropBytes(Ring* ring, int count);
extern void takeBytes(Ring* ring, txByte* to, int count);

#endif
