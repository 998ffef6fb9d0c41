/* A device's memory use as JSON. */
#ifndef MOTE_FIGURES_H
#define MOTE_FIGURES_H

#include "engine/engine.h"

extern void putFigures(txMachine* device, FILE* to);

#endif
