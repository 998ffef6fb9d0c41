/* A fixed ring buffer of bytes. */
#ifndef MOTE_RING_BUFFER_H
#define MOTE_RING_BUFFER_H

#include "engine/engine.h"

typedef struct {
	txByte* bytes;
	int size, start, count;
} Ring;

extern int ringRoom(const Ring* ring);
extern int ringStretch(const Ring* ring); /* the number of bytes from the first one up to the end or the wrap */
extern void putBytes(Ring* ring, const txByte* from, int count);
extern void dropBytes(Ring* ring, int count);
extern void takeBytes(Ring* ring, txByte* to, int count);

#endif
