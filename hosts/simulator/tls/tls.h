/* TLS for one connection: tls-options.c sets it up as the app says, tls.c has it work, certificates.c says whom to trust. */
#ifndef MOTE_TLS_H
#define MOTE_TLS_H

#include "network/socket.h"
#include <openssl/sha.h>
#include <openssl/ssl.h>

struct tls {
	SSL* ssl;
	BIO *received, *sealed; /* from the network, and for it */
	bool verify, complete;
	const char* ended; /* nothing more is received, and why */
	const char* fault; /* what is wrong with the server's certificate */
	/* Whom that has to be for: an address, or a name in small letters; 0 bytes: it can be for nobody. */
	unsigned char name[254];
	int nameSize;
	bool isAddress;
	SSL_SESSION* offered; /* to be resumed */
	unsigned char peer[SHA256_DIGEST_LENGTH]; /* stands for who the server has to be: a session is good for nobody else */
};

#endif
