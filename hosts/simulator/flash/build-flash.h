/* What stands for flash: a machine, compiled, preloaded, frozen. */
#ifndef MOTE_BUILD_FLASH_H
#define MOTE_BUILD_FLASH_H

#include "engine/engine.h"

extern txMachine* buildFlash(void);

#endif
