/*
 * A connection as lwIP has it on a chip, over a POSIX socket: it connects, receives and sends by itself, when poll() says so, and sets
 * flags that tell the class TCP what to call back about.
 */
#ifndef MOTE_SOCKET_H
#define MOTE_SOCKET_H

#include "device/watch.h"
#include "engine/engine.h"
#include "link/line.h"
#include "network/ring-buffer.h"
#include "report/connection-record.h"

enum { RECEIVE_BUFFER = 5744 };
enum { READABLE = 1, WRITABLE = 2, ERROR = 4, OUTPUT = 8, SESSION = 16 };

typedef struct tls TLS;

typedef struct socket {
	struct socket* next;
	Watch watch; /* fd is -1 once the connection is gone */
	txMachine* the;
	int triggered;
	bool connecting, ready, error, told, closed;
	bool hasReadable, hasWritable, hasError;
	uint16_t port;
	char address[INET6_ADDRSTRLEN];
	Ring in, out;
	txSlot self, onReadable, onWritable, onError;
	TLS* tls; /* null for plain TCP */
	txSlot secure; /* what the app says about TLS */
	const char* failure; /* in words, for good */
	ConnectionRecord* record; /* or null */
	int number; /* the first is 1 */
	Line line; /* where there is a link */
} Socket;

extern bool setAddress(Socket* it, const char* text); /* IPv4 or IPv6; whether it is one */
extern void openSocket(Socket* it, bool nodelay);
extern void closeDescriptor(Socket* it);
extern void finishSocket(Socket* it); /* closed by the app: the rest is sent, then it is gone */
extern void noteSent(Socket* it, const txByte* bytes, int count); /* in the clear */
extern void noteReceived(Socket* it, const txByte* bytes, int count); /* in the clear */
extern void noteSecure(Socket* it);
extern void advanceSocket(Socket* it); /* what is under way, with a link */
extern double nextOfSocket(const Socket* it); /* when something will arrive; negative: never */
extern void landSocket(Socket* it); /* what was sent arrives at once */
extern void flushSocket(Socket* it);
extern void watchSocket(Socket* it); /* after anything that may change what it waits for */

#endif
