/* All sockets of a device. */
#ifndef MOTE_SOCKET_LIST_H
#define MOTE_SOCKET_LIST_H

#include "network/socket.h"

extern Socket* sockets;
extern void addSocket(Socket* it);
extern void advanceSockets(void); /* handles segments that have arrived by now */
extern int nextArrival(void); /* in milliseconds; negative if nothing is under way */
extern void landSent(void); /* the device ends: delivers what it has sent */
extern bool socketsPending(void); /* whether a socket has something to report to the app */
extern void sweepClosed(void);

#endif
