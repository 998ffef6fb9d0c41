/* What the device allocates between two packets that it sends. */
#ifndef MOTE_ALLOCATED_PER_SEND_H
#define MOTE_ALLOCATED_PER_SEND_H

#include "engine/engine.h"

extern void noteSend(txMachine* the);
extern void reportSends(FILE* to);

#endif
