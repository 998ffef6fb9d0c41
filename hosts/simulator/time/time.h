/* The device's clock. */
#ifndef MOTE_TIME_H
#define MOTE_TIME_H

#include "engine/engine.h"

extern txU4 milliseconds(void);
extern void buildTime(txMachine* root);

#endif
