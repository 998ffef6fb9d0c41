/* What strings of the engine in @agoric/xsnap lack. */
#ifndef MOTE_WELL_FORMED_H
#define MOTE_WELL_FORMED_H

#include "engine/engine.h"

extern void addIsWellFormed(txMachine* the); /* before modules are preloaded */

#endif
