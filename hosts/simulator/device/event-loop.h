/* The device's event loop. */
#ifndef MOTE_EVENT_LOOP_H
#define MOTE_EVENT_LOOP_H

#include "engine/engine.h"

extern void runLoop(txMachine* the); /* returns when the device waits for nothing any more */

#endif
