/* TLS for one connection: tls-options.c sets it up as the app says, tls.c has it work. */
#ifndef MOTE_TLS_H
#define MOTE_TLS_H

#include "network/socket.h"
#include <openssl/sha.h>
#include <openssl/ssl.h>

struct tls {
	SSL* ssl;
	BIO *received, *sealed; /* from the network, and for it */
	bool verify, complete;
	/* What a record has before the data, and behind it; data and suffix fill blocks. */
	int prefix, suffix, block;
	const char* ended; /* nothing more is received, and why */
	SSL_SESSION* offered; /* to be resumed */
	unsigned char peer[SHA256_DIGEST_LENGTH]; /* stands for who the server has to be: a session is good for nobody else */
};

#endif
