/* The one block of memory that a device has. */
#ifndef MOTE_DEVICE_MEMORY_H
#define MOTE_DEVICE_MEMORY_H

#include "engine/engine.h"

typedef struct deviceMemory {
	txByte* bottom;
	txByte* chunkTop;
	txByte* slotBottom;
	txByte* top;
	const char* shortOf; /* what did not fit, for the last words */
	txSize shortBy;
} DeviceMemory;

extern DeviceMemory deviceMemory;
extern void createDeviceMemory(txSize size);

#endif
