/*
 * A connection as lwIP has it on a chip, over a POSIX socket: it connects, receives and sends by itself, when poll() says so, and sets
 * flags that tell the class TCP what to call back about.
 */
#ifndef MOTE_SOCKET_H
#define MOTE_SOCKET_H

#include "device.h"

enum { RECEIVE_BUFFER = 5744 };
enum { READABLE = 1, WRITABLE = 2, ERROR = 4, OUTPUT = 8, SESSION = 16 };

typedef struct {
	txByte* bytes;
	int size, start, count;
} Ring;

typedef struct tls TLS;

typedef struct socket {
	struct socket* next;
	Watch watch; /* fd is -1 once the connection is gone */
	txMachine* the;
	int triggered;
	bool connecting, ready, error, told, closed;
	bool hasReadable, hasWritable, hasError;
	uint16_t port;
	char address[INET_ADDRSTRLEN];
	Ring in, out;
	txSlot self, onReadable, onWritable, onError;
	TLS* tls; /* null for plain TCP */
	txSlot secure; /* what the app says about TLS */
	const char* failure; /* in words, for good */
} Socket;

extern void openSocket(Socket* it, bool nodelay);
extern void closeDescriptor(Socket* it);
extern void flushSocket(Socket* it);
extern void watchSocket(Socket* it); /* after anything that may change what it waits for */

/*
 * TLS, between the rings: what is to be read is in `in` in the clear, what is to be sent is in `out` encrypted. Where OpenSSL is not
 * installed these two files are left out; then the functions are null, and no connection has TLS.
 */
#define WEAK __attribute__((weak))

/* tls.c */
extern WEAK void secureConnected(Socket* it);
extern WEAK void secureReceived(Socket* it, const txByte* bytes, int count);
extern WEAK void secureEnded(Socket* it, const char* why); /* nothing more is received */
extern WEAK void secureRead(Socket* it); /* there is room in `in` again */
extern WEAK void secureWrite(Socket* it, const txByte* bytes, int count);
extern WEAK void secureOutput(Socket* it); /* there is room in `out` again */
extern WEAK int secureRoom(const Socket* it);
extern WEAK void secureClose(Socket* it);
extern WEAK void secureFree(Socket* it);

/* secure.c */
extern WEAK void takeSecure(txMachine* the, txSlot* options, Socket* it);
extern WEAK void handOverSession(Socket* it);

/* ring.c */
extern int ringRoom(const Ring* ring);
extern int ringStretch(const Ring* ring);
extern void putBytes(Ring* ring, const txByte* from, int count);
extern void dropBytes(Ring* ring, int count);
extern void takeBytes(Ring* ring, txByte* to, int count);

#endif
