/* Decides which server is trusted. */
#ifndef MOTE_CERTIFICATES_H
#define MOTE_CERTIFICATES_H

#include "tls/tls.h"

extern int judge(X509_STORE_CTX* context, void* tls); /* the signature that OpenSSL requires of a verify callback */
extern void expectServer(TLS* tls, const char* name);

#endif
