/* Whom to trust. */
#ifndef MOTE_CERTIFICATES_H
#define MOTE_CERTIFICATES_H

#include "tls/tls.h"

extern int judge(X509_STORE_CTX* context, void* tls); /* as OpenSSL calls what verifies */
extern void expectServer(TLS* tls, const char* name);

#endif
