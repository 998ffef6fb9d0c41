/*
 * The link between the device and the network: how long what it carries is under way. TCP and DNS repeat what is lost, so to a
 * device loss is delay.
 */
#ifndef MOTE_LINK_H
#define MOTE_LINK_H

#include "engine/engine.h"

typedef enum { UP, DOWN } Way; /* from the device, to the device */

/* Before there is a measured round trip, as ESP-IDF's lwIP waits; and a resolver. In milliseconds. */
enum { FIRST_REPEAT = 1500, NAME_REPEAT = 1000 };

/* What is wrong at the moment: of a fleet's devices, which share it. Times as of monotonic(). */
typedef struct faults {
	volatile double deadUntil; /* nothing comes through */
	volatile double serverBackAt; /* connections are refused */
	volatile int serverEnds; /* how often the server has ended: all connections with it */
} Faults;

extern Faults* faults;
extern bool isLinked(void); /* whether sockets have to care */
extern double oneWay(void); /* in milliseconds, of what is not lost */
extern double repeatAfter(void); /* after how long TCP repeats what is lost, in milliseconds */
extern double crossing(Way way, int bytes, double repeat); /* when what leaves now will be there */
extern bool isServerDown(void);

#endif
