/* Ends a device that has nothing left to do, or is stopped. */
#ifndef MOTE_END_DEVICE_H
#define MOTE_END_DEVICE_H

#include "engine/engine.h"
#include <signal.h>

extern volatile sig_atomic_t stopSignal; /* the signal that asks the device to stop, or 0 */

extern void tellAtTheEnd(void); /* if the device is asked to report, a signal lets it do so before it ends */
extern void endDevice(txMachine* device) __attribute__((noreturn)); /* reports if asked to; exit code 0, or the signal's */

#endif
