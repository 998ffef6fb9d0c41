/* The modules that the simulator brings: what an app may import without listing it. */
#ifndef MOTE_BUILT_IN_MODULES_H
#define MOTE_BUILT_IN_MODULES_H

#include "engine/engine.h"

extern void addBuiltInModules(void);
extern void buildNatives(txMachine* root); /* before modules are preloaded */
extern void removeNatives(txMachine* root); /* after */

#endif
