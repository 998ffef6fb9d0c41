/* An exception that ends the device, and where it was thrown. */
#ifndef MOTE_EXCEPTION_H
#define MOTE_EXCEPTION_H

#include "engine/engine.h"

extern void dieOfException(txMachine* the, const char* what) __attribute__((noreturn));
extern void noteThrow(txMachine* the, txSlot* error, txSlot* frame);

#endif
