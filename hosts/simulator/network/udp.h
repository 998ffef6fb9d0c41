/* embedded:io/socket/udp. */
#ifndef MOTE_UDP_H
#define MOTE_UDP_H

#include "engine/engine.h"

extern void buildUDP(txMachine* root);

#endif
