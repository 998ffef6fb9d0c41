/*
 * A connection as lwIP provides it on a chip, over a POSIX socket. It connects, receives and sends when poll()
 * reports an event, and sets flags that tell the class TCP which callbacks to call.
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
	txSlot secure; /* the options for TLS */
	const char* failure; /* the reason of a failure, in words */
	ConnectionRecord* record; /* or null */
	int number; /* counted from 1 */
	Line line; /* used if the link is simulated */
} Socket;

extern bool setAddress(Socket* it, const char* text); /* IPv4 or IPv6; returns false for anything else */
extern void openSocket(Socket* it, bool nodelay);
extern void closeDescriptor(Socket* it);
extern void finishSocket(Socket* it); /* closed by the app: sends the rest, then closes the socket */
extern void noteSent(Socket* it, const txByte* bytes, int count); /* unencrypted */
extern void noteReceived(Socket* it, const txByte* bytes, int count); /* unencrypted */
extern void noteSecure(Socket* it);
extern void advanceSocket(Socket* it); /* on a simulated link: handles segments that have arrived by now */
extern double nextOfSocket(const Socket* it); /* when something will arrive; negative for never */
extern void landSocket(Socket* it); /* delivers at once what was sent */
extern void flushSocket(Socket* it);
extern void watchSocket(Socket* it); /* call it after any change to what the socket waits for */

#endif
