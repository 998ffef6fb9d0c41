/* The state of an app's clients, read from the device's memory. */
#ifndef MOTE_CLIENT_STATE_H
#define MOTE_CLIENT_STATE_H

#include "engine/engine.h"

extern void putClients(txMachine* the, FILE* to); /* as an array in JSON */

#endif
