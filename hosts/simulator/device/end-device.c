/* The end of a device that has done what it had to do: with figures, if the launcher has asked for them. */
#include "device/end-device.h"
#include "device/settings.h"
#include "memory/allocated-per-send.h"
#include "memory/device-memory.h"
#include "memory/usage.h"

static void report(txMachine* device)
{
	Usage usage;
	measureUsage(device, &usage);
	fprintf(stderr, "{\"slots\": %.0f, \"chunkBytes\": %.0f, \"peakBytes\": %d, \"memoryBytes\": %d, \"collections\": %d",
		usage.slots, usage.chunkBytes, usage.peakBytes, (int)(deviceMemory.top - deviceMemory.bottom), usage.collections);
	reportSends(stderr);
	fprintf(stderr, "}\n");
}

void endDevice(txMachine* device)
{
	fflush(stdout);
	if (settings.report)
		report(device);
	exit(0);
}
