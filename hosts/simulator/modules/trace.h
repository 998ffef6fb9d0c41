/* The global function trace(). */
#ifndef MOTE_TRACE_H
#define MOTE_TRACE_H

#include "engine/engine.h"

extern void buildTrace(txMachine* root);

#endif
