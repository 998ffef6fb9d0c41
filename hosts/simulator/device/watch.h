/* Descriptors to wait for. */
#ifndef MOTE_WATCH_H
#define MOTE_WATCH_H

#include "engine/engine.h"

typedef struct watch {
	struct watch* next;
	int fd;
	short events; /* of poll(); 0 while nothing is expected */
	void (*ready)(struct watch* watch, short events);
} Watch;

extern void addWatch(Watch* watch);
extern void removeWatch(Watch* watch);
extern int collectWatches(void); /* returns how many wait for events */
extern void pollWatches(int timeout); /* waits for the collected ones, and calls `ready` of each that has an event */

#endif
