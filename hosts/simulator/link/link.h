/*
 * The link between the device and the network: computes how long something is under way. TCP and DNS resend what is
 * lost, so the device sees a loss as a delay.
 */
#ifndef MOTE_LINK_H
#define MOTE_LINK_H

#include "engine/engine.h"

typedef enum { UP, DOWN } Way; /* from the device, to the device */

/* In milliseconds: how long ESP-IDF's lwIP waits before a round trip was measured, and how long a resolver waits. */
enum { FIRST_REPEAT = 1500, NAME_REPEAT = 1000 };

/* The current faults, which all devices of a fleet share. Times as of monotonic(). */
typedef struct faults {
	volatile double deadUntil; /* nothing comes through */
	volatile double serverBackAt; /* connections are refused */
	volatile int serverEnds; /* how often the server has ended, with all connections */
} Faults;

extern Faults* faults;
extern bool isLinked(void); /* whether the link is simulated */
extern double oneWay(void); /* in milliseconds, without losses */
extern double repeatAfter(void); /* after how many milliseconds TCP resends a lost segment */
extern double crossing(Way way, int bytes, double repeat); /* when a segment that leaves now will arrive */
extern bool isServerDown(void);

#endif
