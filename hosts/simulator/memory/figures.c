/* Prints the figures on one line. Includes what each send allocated, if there were enough of them. */
#include "memory/figures.h"
#include "memory/allocated-per-send.h"
#include "memory/device-memory.h"
#include "memory/usage.h"

void putFigures(txMachine* device, FILE* to)
{
	Usage usage;
	measureUsage(device, &usage);
	fprintf(to, "{\"slots\": %.0f, \"chunkBytes\": %.0f, \"peakBytes\": %d, \"memoryBytes\": %d, \"collections\": %d", usage.slots,
		usage.chunkBytes, usage.peakBytes, (int)(deviceMemory.top - deviceMemory.bottom), usage.collections);
	reportSends(to);
	fprintf(to, "}");
}
