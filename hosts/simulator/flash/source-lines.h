/* Maps byte code to source lines. */
#ifndef MOTE_SOURCE_LINES_H
#define MOTE_SOURCE_LINES_H

#include "flash/module.h"

typedef struct lines Lines;

extern Lines* mapLines(const Module* module, const txScript* script, const txScript* withLines);
extern bool findLine(const txByte* code, const char** specifier, int* line);

#endif
