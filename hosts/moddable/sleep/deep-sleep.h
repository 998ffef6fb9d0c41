/* Deep sleep: what each platform provides of it. */
#ifndef MOTE_DEEP_SLEEP_H
#define MOTE_DEEP_SLEEP_H

#include <stdint.h>

/* In milliseconds. */
extern const uint32_t longestDeepSleep;

/* Does not return. */
extern void startDeepSleep(void* machine, uint32_t milliseconds);

extern int wokeFromDeepSleep(void);

#endif
