/* The end of a device that has done what it had to do. */
#ifndef MOTE_END_DEVICE_H
#define MOTE_END_DEVICE_H

#include "engine/engine.h"

extern void endDevice(txMachine* device) __attribute__((noreturn)); /* reports, if it was asked to; exit code 0 */

#endif
