/* What the device allocates from one packet that it sends to the next. */
#ifndef MOTE_ALLOCATED_PER_SEND_H
#define MOTE_ALLOCATED_PER_SEND_H

#include "engine/engine.h"

extern void noteSend(txMachine* the);
extern void reportSends(FILE* to);

#endif
