/*
 * Reads the machine's counters. Here heapBytes() is a number of calls: those of malloc in the whole process, which
 * launch.c counts.
 */
#include "xsAll.h"
#include "xs.h"
#include "xsmc.h"
#include <stdio.h>
#include <stdlib.h>

extern unsigned long launchMallocs __attribute__((weak));

void xs_probe_slots(xsMachine* the)
{
	xsmcSetInteger(xsResult, the->currentHeapCount);
}

void xs_probe_chunk_bytes(xsMachine* the)
{
	xsmcSetInteger(xsResult, the->currentChunksSize);
}

void xs_probe_heap_calls(xsMachine* the)
{
	xsmcSetInteger(xsResult, &launchMallocs ? launchMallocs : 0);
}

void xs_probe_collector(xsMachine* the)
{
	xsEnableGarbageCollection(xsmcToBoolean(xsArg(0)));
}

void xs_probe_collect(xsMachine* the)
{
	xsCollectGarbage();
}

void xs_probe_environment(xsMachine* the)
{
	char* value = getenv(xsmcToString(xsArg(0)));
	if (value)
		xsmcSetString(xsResult, value);
}

void xs_probe_exit(xsMachine* the)
{
	fflush(stdout);
	exit(xsmcToInteger(xsArg(0)));
}
