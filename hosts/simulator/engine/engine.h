/* The XS engine's own headers, in the order that they need. */
#ifndef MOTE_ENGINE_H
#define MOTE_ENGINE_H

#include "xsAll.h"
#include "xsScript.h"

#endif
