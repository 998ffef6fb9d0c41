/* Helpers to create objects, classes and functions in C, and to read their arguments. */
#ifndef MOTE_HOST_OBJECTS_H
#define MOTE_HOST_OBJECTS_H

#include "engine/engine.h"

extern txID nameOf(txMachine* the, const char* name);
extern void addFunction(txMachine* the, const char* name, txCallback callback, txInteger length);
extern void addGetter(txMachine* the, const char* name, txCallback callback);
extern void pushClass(txMachine* the, const char* name, txCallback constructor);
extern txSlot* newInstance(txMachine* the, const txHostHooks* hooks, void* data);
extern void* hostData(txMachine* the, txSlot* slot, const txHostHooks* hooks);
extern void detachHostData(txSlot* slot);
extern void getOption(txMachine* the, txSlot* options, const char* name);
extern bool takeCallback(txMachine* the, txSlot* options, const char* name, txSlot* callback);
extern void copySlot(txSlot* to, const txSlot* from);
extern void call(txMachine* the, const txSlot* function, const txSlot* self, txInteger count, const txSlot* arguments);
extern txByte* bytesOf(txMachine* the, txSlot* slot, txInteger* length, bool writable);

#endif
