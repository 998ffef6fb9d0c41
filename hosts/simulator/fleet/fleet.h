/* Many devices with the same app: each a process, forked from one in which flash is built. */
#ifndef MOTE_FLEET_H
#define MOTE_FLEET_H

#include "engine/engine.h"

extern int runFleet(txMachine* root, void (*runDevice)(txMachine* root)); /* the exit code */

#endif
