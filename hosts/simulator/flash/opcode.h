/* Walks byte code opcode by opcode. */
#ifndef MOTE_OPCODE_H
#define MOTE_OPCODE_H

#include "engine/engine.h"

extern txSize opcodeLength(const txByte* code); /* with its operands */

#endif
