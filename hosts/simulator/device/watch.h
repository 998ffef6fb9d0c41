/* Descriptors on which something may happen. */
#ifndef MOTE_WATCH_H
#define MOTE_WATCH_H

#include "engine/engine.h"

typedef struct watch {
	struct watch* next;
	int fd;
	short events; /* as poll() knows them; 0: not now */
	void (*ready)(struct watch* watch, short events);
} Watch;

extern void addWatch(Watch* watch);
extern void removeWatch(Watch* watch);
extern int collectWatches(void); /* how many have events to wait for */
extern void pollWatches(int timeout); /* those collected: calls `ready` of each on which something has happened */

#endif
