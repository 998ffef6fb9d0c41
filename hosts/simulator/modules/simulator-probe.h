/* simulator:probe, what a chip cannot tell an app about itself. */
#ifndef MOTE_SIMULATOR_PROBE_H
#define MOTE_SIMULATOR_PROBE_H

#include "engine/engine.h"

extern void buildProbe(txMachine* root);

#endif
