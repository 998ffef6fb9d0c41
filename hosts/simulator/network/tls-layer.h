/*
 * What a connection asks of TLS, between its buffers: what is to be read is in `in` in the clear, what is to be sent is in `out`
 * encrypted. The folder tls does it. Where OpenSSL is not installed that is left out; then the functions are null, and no connection has TLS.
 */
#ifndef MOTE_TLS_LAYER_H
#define MOTE_TLS_LAYER_H

#include "engine/engine.h"

#define WEAK __attribute__((weak))

struct socket;

/* tls.c */
extern WEAK void secureConnected(struct socket* it);
extern WEAK void secureReceived(struct socket* it, const txByte* bytes, int count);
extern WEAK void secureEnded(struct socket* it, const char* why); /* nothing more is received */
extern WEAK void secureRead(struct socket* it); /* there is room in `in` again */
extern WEAK void secureWrite(struct socket* it, const txByte* bytes, int count);
extern WEAK void secureOutput(struct socket* it); /* there is room in `out` again */
extern WEAK int secureRoom(const struct socket* it);
extern WEAK void secureClose(struct socket* it);
extern WEAK void secureFree(struct socket* it);

/* tls-options.c */
extern WEAK void takeSecure(txMachine* the, txSlot* options, struct socket* it);
extern WEAK void handOverSession(struct socket* it);

#endif
