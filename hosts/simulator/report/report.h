/* What a device did, as JSON in a file, when it ends. */
#ifndef MOTE_REPORT_H
#define MOTE_REPORT_H

#include "engine/engine.h"

extern void beginReport(txMachine* device); /* to be written at the end, whichever it is */

#endif
