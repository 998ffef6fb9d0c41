/* Timers. */
#ifndef MOTE_TIMER_H
#define MOTE_TIMER_H

#include "engine/engine.h"

extern void buildTimer(txMachine* root);
extern void fireTimers(txMachine* the);
extern int nextTimer(void); /* milliseconds, or -1 if none is scheduled */

#endif
