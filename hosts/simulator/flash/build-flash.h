/* The contents of flash: a machine whose modules are compiled and preloaded, and which is frozen. */
#ifndef MOTE_BUILD_FLASH_H
#define MOTE_BUILD_FLASH_H

#include "engine/engine.h"

extern txMachine* buildFlash(void);

#endif
