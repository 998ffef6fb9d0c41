/* A device's life. */
#ifndef MOTE_EVENT_LOOP_H
#define MOTE_EVENT_LOOP_H

#include "engine/engine.h"

extern void runLoop(txMachine* the); /* until nothing is left to wait for */

#endif
