/* Waits for all descriptors with one poll(). */
#include "device/watch.h"
#include "errors/die.h"
#include <errno.h>
#include <poll.h>

static Watch* watches;

/* The arguments of poll(). If a watch is removed while events are dispatched, it is replaced by null here. */
static Watch** polled;
static struct pollfd* polls;
static int pollRoom, pollCount;

void addWatch(Watch* watch)
{
	watch->next = watches;
	watches = watch;
}

void removeWatch(Watch* watch)
{
	for (Watch** link = &watches; *link; link = &(*link)->next) {
		if (*link == watch) {
			*link = watch->next;
			break;
		}
	}
	for (int i = 0; i < pollCount; i++) {
		if (polled[i] == watch)
			polled[i] = NULL;
	}
}

int collectWatches(void)
{
	pollCount = 0;
	for (Watch* watch = watches; watch; watch = watch->next) {
		if (!watch->events)
			continue;
		if (pollCount == pollRoom) {
			pollRoom = pollRoom ? pollRoom * 2 : 16;
			polled = realloc(polled, sizeof(*polled) * (size_t)pollRoom);
			polls = realloc(polls, sizeof(*polls) * (size_t)pollRoom);
		}
		polled[pollCount] = watch;
		polls[pollCount++] = (struct pollfd){ .fd = watch->fd, .events = watch->events };
	}
	return pollCount;
}

void pollWatches(int timeout)
{
	if (poll(polls, (nfds_t)pollCount, timeout) < 0 && errno != EINTR)
		die(EXIT_APP, "poll: %s", strerror(errno));
	for (int i = 0; i < pollCount; i++) {
		if (polled[i] && polls[i].revents)
			polled[i]->ready(polled[i], polls[i].revents);
	}
}
