/* Includes the XS engine's headers in the required order. */
#ifndef MOTE_ENGINE_H
#define MOTE_ENGINE_H

#include "xsAll.h"
#include "xsScript.h"

#endif
