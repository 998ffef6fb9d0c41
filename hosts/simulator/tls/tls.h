/* TLS for one connection: tls-options.c sets it up, tls.c runs it, certificates.c decides which server is trusted. */
#ifndef MOTE_TLS_H
#define MOTE_TLS_H

#include "network/socket.h"
#include <openssl/sha.h>
#include <openssl/ssl.h>

struct tls {
	SSL* ssl;
	BIO *received, *sealed; /* from the network, and to it */
	bool verify, complete;
	const char* ended; /* why nothing more will be received */
	const char* fault; /* why the server's certificate was refused */
	/* For whom the certificate must be: an address, or a name in lower case. No bytes: no certificate fits. */
	unsigned char name[254];
	int nameSize;
	bool isAddress;
	SSL_SESSION* offered; /* the session to resume */
	unsigned char peer[SHA256_DIGEST_LENGTH]; /* a digest of the server's name and the authorities; a session is resumed only if it is the same */
};

#endif
