/* Ends a device that has nothing left to do. */
#ifndef MOTE_END_DEVICE_H
#define MOTE_END_DEVICE_H

#include "engine/engine.h"

extern void endDevice(txMachine* device) __attribute__((noreturn)); /* prints figures if asked to; exit code 0 */

#endif
