/* Files in flash, and the class Resource. */
#ifndef MOTE_RESOURCE_H
#define MOTE_RESOURCE_H

#include "engine/engine.h"

extern void addResource(const char* name, char* bytes, size_t length);
extern void buildResource(txMachine* root);

#endif
