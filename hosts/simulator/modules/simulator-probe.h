/* simulator:probe tells an app about its memory and byte code, which a chip cannot. */
#ifndef MOTE_SIMULATOR_PROBE_H
#define MOTE_SIMULATOR_PROBE_H

#include "engine/engine.h"

extern void buildProbe(txMachine* root);

#endif
