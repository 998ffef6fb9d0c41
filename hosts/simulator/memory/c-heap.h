/* Allocations from the C heap while the device runs. */
#ifndef MOTE_C_HEAP_H
#define MOTE_C_HEAP_H

#include "engine/engine.h"

typedef struct {
	txNumber bytes, calls;
	bool counting;
} HeapUse;

extern HeapUse heapUse;

#endif
