/* What tells devices of a fleet apart: in strings of the app's flash, "{device}" stands for its number. */
#ifndef MOTE_IDENTITY_H
#define MOTE_IDENTITY_H

#include "engine/engine.h"

extern void findPlaceholders(txMachine* root);
extern void setIdentity(int number, int digits);

#endif
