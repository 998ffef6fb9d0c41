/* Makes a heap read-only, as flash is. */
#ifndef MOTE_READ_ONLY_H
#define MOTE_READ_ONLY_H

#include "engine/engine.h"

extern void freezeHeap(txMachine* root);
extern void petrifyHeap(txMachine* root);

#endif
