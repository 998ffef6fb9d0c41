/*
 * What the device allocates between two packets that it sends. The first half of a run counts as start-up and the
 * last packet as shut-down. The average of the rest is what an app costs that runs for years.
 */
#include "memory/allocated-per-send.h"
#include "device/settings.h"
#include "memory/usage.h"

typedef struct {
	txNumber slots, chunkBytes;
} Allocated;

static Allocated* sends;
static size_t count, room;

void noteSend(txMachine* the)
{
	Usage usage;
	if (!settings.figures && !settings.report)
		return;
	if (count == room) {
		room = room ? room * 2 : 256;
		sends = realloc(sends, room * sizeof(*sends));
	}
	measureUsage(the, &usage);
	sends[count++] = (Allocated){ usage.slots, usage.chunkBytes };
}

void reportSends(FILE* to)
{
	if (count < 4)
		return;
	Allocated first = sends[count / 2 - 1], last = sends[count - 2];
	size_t steps = count - 1 - count / 2;
	fprintf(to, ", \"sends\": {\"count\": %zu, \"slots\": %g, \"chunkBytes\": %g}", count, (last.slots - first.slots) / (double)steps,
		(last.chunkBytes - first.chunkBytes) / (double)steps);
}
