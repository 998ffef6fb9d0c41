/* A method of strings that the engine in @agoric/xsnap lacks. */
#ifndef MOTE_WELL_FORMED_H
#define MOTE_WELL_FORMED_H

#include "engine/engine.h"

extern void addIsWellFormed(txMachine* the); /* call it before modules are preloaded */

#endif
