/* Runs many devices with the same app. Each is a process, forked from one in which flash was built. */
#ifndef MOTE_FLEET_H
#define MOTE_FLEET_H

#include "engine/engine.h"

extern int runFleet(txMachine* root, void (*runDevice)(txMachine* root)); /* returns the exit code */

#endif
