/* The device's clock. */
#ifndef MOTE_TIME_H
#define MOTE_TIME_H

#include "engine/engine.h"

extern txU4 milliseconds(void);
extern double monotonic(void); /* in milliseconds, of the real machine; for the simulator's own use */
extern double soonest(double one, double other); /* the earlier of two times; a negative time means never */
extern int millisecondsUntil(double when); /* rounded up, 0 or more; negative for never */
extern void buildTime(txMachine* root);

#endif
