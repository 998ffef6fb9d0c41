/* C functions that modules declare with `@ "…"`. */
#ifndef MOTE_FUNCTIONS_IN_C_H
#define MOTE_FUNCTIONS_IN_C_H

#include "flash/module.h"

extern void buildFunctionsInC(txMachine* root);
extern void linkFunctionsInC(const Module* module, txScript* script);

#endif
