/* How much memory the device uses, has allocated in all, and has used at most. */
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
