/*
 * The interface between a connection's buffers and TLS: `in` has received data in the clear, `out` has encrypted data
 * to send. The folder tls implements it. If OpenSSL is not installed, that folder is left out, the functions are
 * null, and no connection has TLS.
 */
#ifndef MOTE_TLS_LAYER_H
#define MOTE_TLS_LAYER_H

#include "engine/engine.h"

#define WEAK __attribute__((weak))

struct socket;

/* tls.c */
extern WEAK void secureConnected(struct socket* it);
extern WEAK void secureReceived(struct socket* it, const txByte* bytes, int count);
extern WEAK void secureEnded(struct socket* it, const char* why); /* nothing more will be received */
extern WEAK void secureRead(struct socket* it); /* `in` has room again */
extern WEAK void secureWrite(struct socket* it, const txByte* bytes, int count);
extern WEAK void secureOutput(struct socket* it); /* `out` has room again */
extern WEAK int secureRoom(const struct socket* it);
extern WEAK void secureClose(struct socket* it);
extern WEAK void secureFree(struct socket* it);

/* tls-options.c */
extern WEAK void takeSecure(txMachine* the, txSlot* options, struct socket* it);
extern WEAK void handOverSession(struct socket* it);

#endif
