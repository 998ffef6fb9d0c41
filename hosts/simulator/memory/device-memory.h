/* A device's single block of memory. */
#ifndef MOTE_DEVICE_MEMORY_H
#define MOTE_DEVICE_MEMORY_H

#include "engine/engine.h"

typedef struct deviceMemory {
	txByte* bottom;
	txByte* chunkTop;
	txByte* slotBottom;
	txByte* top;
	const char* shortOf; /* what did not fit, for the error message */
	txSize shortBy;
} DeviceMemory;

extern DeviceMemory deviceMemory;
extern void createDeviceMemory(txSize size);

#endif
