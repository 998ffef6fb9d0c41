/* Compiles source to byte code that is used in place. */
#ifndef MOTE_COMPILE_MODULE_H
#define MOTE_COMPILE_MODULE_H

#include "flash/module.h"

extern void compileModule(txMachine* root, Module* module);

#endif
