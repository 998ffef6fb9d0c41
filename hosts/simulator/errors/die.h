/* Ends the process with a reason. */
#ifndef MOTE_DIE_H
#define MOTE_DIE_H

#include "engine/engine.h"

enum { EXIT_APP = 1, EXIT_USAGE = 2, EXIT_MEMORY = 3, EXIT_STACK = 4 };

extern void die(int status, const char* format, ...) __attribute__((noreturn, format(printf, 2, 3)));

#endif
