/* What the clients of an app are doing, read from the device's memory. */
#ifndef MOTE_CLIENT_STATE_H
#define MOTE_CLIENT_STATE_H

#include "engine/engine.h"

extern void putClients(txMachine* the, FILE* to); /* as a list in JSON */

#endif
