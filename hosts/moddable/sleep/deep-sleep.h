/* Deep sleep: the functions that each platform implements. */
#ifndef MOTE_DEEP_SLEEP_H
#define MOTE_DEEP_SLEEP_H

#include <stdint.h>

/* In milliseconds. */
extern const uint32_t longestDeepSleep;

/* Does not return. */
extern void startDeepSleep(void* machine, uint32_t milliseconds);

extern int wokeFromDeepSleep(void);

#endif
