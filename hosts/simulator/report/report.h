/* A report on what the device did, as a JSON file that is written when it ends. */
#ifndef MOTE_REPORT_H
#define MOTE_REPORT_H

#include "engine/engine.h"

extern void beginReport(txMachine* device); /* has the report written when the device ends for any reason */

#endif
