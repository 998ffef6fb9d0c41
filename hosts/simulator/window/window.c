/*
 * One line of JSON for each thing that happens goes to the launcher; a line of one word comes from it. Both over one descriptor, which has a
 * number that the launcher tells. What it costs is time of the machine below, nothing of the device's memory.
 */
#include "window/window.h"
#include "device/settings.h"
#include "device/watch.h"
#include "memory/device-memory.h"
#include "memory/usage.h"
#include "time/time.h"
#include "window/client-state.h"
#include <math.h>
#include <poll.h>
#include <unistd.h>

/* Milliseconds: between two looks at the memory, at least; that a dropped link is dead; that a server which restarts is away. */
enum { PAUSE = 100, DEAD = 30000, RESTART = 1000 };

static FILE* out;
static txMachine* device;
static double opened, looked;
static char* shown; /* what the last look showed */
static int watched;

static void begin(const char* kind)
{
	fprintf(out, "{\"at\": %.1f, \"kind\": \"%s\"", monotonic() - opened, kind);
}

static void finish(void)
{
	fputs("}\n", out);
	fflush(out);
}

/* The engine does not say how deep the stack has been; but it was all zeros, and grows downwards. */
static int deepestStack(void)
{
	txSlot* slot = device->stackBottom;
	static const txSlot zero;
	while (slot < device->stackTop && !memcmp(slot, &zero, sizeof(zero)))
		slot++;
	return (int)(device->stackTop - slot);
}

static void look(void)
{
	char* text = NULL;
	size_t size;
	Usage usage;
	FILE* to = open_memstream(&text, &size);
	measureUsage(device, &usage);
	fprintf(to, ", \"slots\": %d, \"slotSize\": %d, \"chunkBytes\": %d, \"memoryBytes\": %d, \"peakBytes\": %d, \"collections\": %d, \"stack\": %d, \"stackSize\": %d, \"clients\": ",
		usage.usedSlots, (int)sizeof(txSlot), usage.usedChunkBytes, (int)(deviceMemory.top - deviceMemory.bottom), usage.peakBytes,
		usage.collections, deepestStack(), (int)(device->stackTop - device->stackBottom));
	putClients(device, to);
	fclose(to);
	looked = monotonic();
	if (shown && !strcmp(shown, text)) {
		free(text);
		return;
	}
	free(shown);
	shown = text;
	begin("state");
	fputs(text, out);
	finish();
}

/* Whether the device is to stand still from now on. */
static bool obey(const char* word)
{
	if (!strcmp(word, "drop"))
		faults->deadUntil = monotonic() + DEAD;
	else if (!strcmp(word, "restart")) {
		faults->serverEnds++;
		faults->serverBackAt = monotonic() + RESTART;
	}
	return !strcmp(word, "pause");
}

/* While the device stands still, nothing happens but that the launcher is heard. */
static void hear(Watch* watch, short events)
{
	(void)events; /* there is something to read, or nobody left */
	static char word[32];
	static size_t length;
	bool paused = false;
	do {
		char bytes[64];
		ssize_t count = read(watch->fd, bytes, sizeof(bytes));
		if (count <= 0) { /* nobody looks any more */
			removeWatch(watch);
			watched = 0;
			return;
		}
		for (ssize_t i = 0; i < count; i++) {
			if (bytes[i] != '\n') {
				if (length + 1 < sizeof(word))
					word[length++] = bytes[i];
				continue;
			}
			word[length] = 0;
			length = 0;
			paused = paused ? strcmp(word, "resume") != 0 : obey(word);
		}
	} while (paused);
}

void openWindow(txMachine* the)
{
	static Watch watch;
	if (!settings.window)
		return;
	device = the;
	opened = monotonic();
	out = fdopen(settings.window, "w");
	watched = 1;
	watch = (Watch){ .fd = settings.window, .events = POLLIN, .ready = hear };
	addWatch(&watch);
}

int watchedByWindow(void)
{
	return watched;
}

int lookOut(void)
{
	if (!watched)
		return -1;
	double left = looked + PAUSE - monotonic();
	if (left > 0)
		return (int)ceil(left);
	look();
	return -1;
}

void showOpen(int socket, const char* address, int port)
{
	if (!out)
		return;
	begin("open");
	fprintf(out, ", \"socket\": %d, \"address\": \"%s\", \"port\": %d", socket, address, port);
	finish();
}

void showEnd(int socket, const char* why)
{
	if (!out)
		return;
	begin("end");
	fprintf(out, ", \"socket\": %d, \"why\": \"%s\"", socket, why ? why : "closed by the device");
	finish();
}

void showBytes(int socket, Way way, const txByte* bytes, int count)
{
	if (!out)
		return;
	begin("bytes");
	fprintf(out, ", \"socket\": %d, \"way\": \"%s\", \"bytes\": \"", socket, way == UP ? "up" : "down");
	for (int i = 0; i < count; i++)
		fprintf(out, "%02x", (txU1)bytes[i]);
	fputs("\"", out);
	finish();
}
