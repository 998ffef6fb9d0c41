/*
 * Sends one line of JSON for each event to the launcher, and receives commands of one word per line, both over one
 * descriptor whose number the launcher has passed. This costs time on the real machine, but nothing of the device's
 * memory.
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

/*
 * In milliseconds: the minimum interval between two looks at the memory; how long a dropped link is dead; how long a
 * restarting server is away.
 */
enum { PAUSE = 100, DEAD = 30000, RESTART = 1000 };

static FILE* out;
static txMachine* device;
static double opened, looked;
static char* shown; /* the result of the last look */
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

/*
 * The engine does not record the deepest use of the stack. But the stack was all zeros at the beginning and grows
 * downwards.
 */
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

/* Executes a command. Returns whether the device must pause. */
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

/* Reads commands. While the device is paused, this loop does not return. */
static void hear(Watch* watch, short events)
{
	(void)events; /* there is a command, or the launcher has closed the descriptor */
	static char word[32];
	static size_t length;
	bool paused = false;
	do {
		char bytes[64];
		ssize_t count = read(watch->fd, bytes, sizeof(bytes));
		if (count <= 0) { /* the launcher has gone */
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
