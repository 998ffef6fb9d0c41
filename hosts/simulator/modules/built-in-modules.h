/* The simulator's own modules, which an app may import without listing them. */
#ifndef MOTE_BUILT_IN_MODULES_H
#define MOTE_BUILT_IN_MODULES_H

#include "engine/engine.h"

extern void addBuiltInModules(void);
extern void buildNatives(txMachine* root); /* call it before modules are preloaded */
extern void removeNatives(txMachine* root); /* call it afterwards */

#endif
