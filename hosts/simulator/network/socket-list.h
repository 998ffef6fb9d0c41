/* All sockets of a device, and what is under way between them and the network. */
#ifndef MOTE_SOCKET_LIST_H
#define MOTE_SOCKET_LIST_H

#include "network/socket.h"

extern Socket* sockets;
extern void addSocket(Socket* it);
extern void advanceSockets(void); /* what is under way comes nearer */
extern int nextArrival(void); /* in milliseconds; negative: nothing is under way */
extern void landSent(void); /* the device ends: what it has sent has left it */
extern bool socketsPending(void); /* there is something to deliver to the app */
extern void sweepClosed(void);

#endif
