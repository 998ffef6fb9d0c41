/* embedded:io/socket/tcp and the classes based on it. */
#ifndef MOTE_TCP_H
#define MOTE_TCP_H

#include "engine/engine.h"

extern void buildTCP(txMachine* root);
extern void buildSafeTCP(txMachine* root);
extern void buildTLSSocket(txMachine* root);
extern void deliverSockets(void);
extern txNumber socketWrites, socketBytes;

#endif
