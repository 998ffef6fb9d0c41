/* A device's use of memory in figures, as JSON. */
#ifndef MOTE_FIGURES_H
#define MOTE_FIGURES_H

#include "engine/engine.h"

extern void putFigures(txMachine* device, FILE* to);

#endif
