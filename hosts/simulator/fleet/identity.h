/* Makes the devices of a fleet differ: "{device}" in the app's strings is replaced by the device's number. */
#ifndef MOTE_IDENTITY_H
#define MOTE_IDENTITY_H

#include "engine/engine.h"

extern void findPlaceholders(txMachine* root);
extern void setIdentity(int number, int digits);

#endif
