/* How much of the device's memory is, was and has ever been used. */
#ifndef MOTE_USAGE_H
#define MOTE_USAGE_H

#include "engine/engine.h"

typedef struct {
	txNumber slots, chunkBytes; /* allocated so far */
	txSize usedSlots, usedChunkBytes, peakSlots, peakChunkBytes, peakBytes;
	txInteger collections;
} Usage;

extern void measureUsage(txMachine* the, Usage* usage);

#endif
