/* The device's clock. */
#ifndef MOTE_TIME_H
#define MOTE_TIME_H

#include "engine/engine.h"

extern txU4 milliseconds(void);
extern double monotonic(void); /* in milliseconds, the machine's: for what is no concern of the app's */
extern double soonest(double one, double other); /* of two times, of which a negative one is never */
extern int millisecondsUntil(double when); /* rounded up, from 0 on; negative: never */
extern void buildTime(txMachine* root);

#endif
