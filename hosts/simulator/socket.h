/*
 * A connection as lwIP has it on a chip, over a POSIX socket: it connects, receives and sends by itself, when poll() says so, and sets
 * flags that tell the class TCP what to call back about.
 */
#ifndef MOTE_SOCKET_H
#define MOTE_SOCKET_H

#include "device.h"

enum { RECEIVE_BUFFER = 5744 };
enum { READABLE = 1, WRITABLE = 2, ERROR = 4, OUTPUT = 8 };

typedef struct {
	txByte* bytes;
	int size, start, count;
} Ring;

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
} Socket;

extern void openSocket(Socket* it, bool nodelay);
extern void closeDescriptor(Socket* it);
extern void flushSocket(Socket* it);
extern void watchSocket(Socket* it); /* after anything that may change what it waits for */

/* ring.c */
extern int ringRoom(const Ring* ring);
extern int ringStretch(const Ring* ring);
extern void putBytes(Ring* ring, const txByte* from, int count);
extern void dropBytes(Ring* ring, int count);
extern void takeBytes(Ring* ring, txByte* to, int count);

#endif
