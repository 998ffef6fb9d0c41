/* A window into the device: events go to the launcher, and commands come from it. */
#ifndef MOTE_WINDOW_H
#define MOTE_WINDOW_H

#include "engine/engine.h"
#include "link/link.h"

extern void openWindow(txMachine* device); /* does nothing unless the launcher has asked for it */
extern int lookOut(void); /* called in each turn of the event loop; returns when to call again in milliseconds, or negative: after the next event */
extern int watchedByWindow(void); /* the number of descriptors that do not keep a device from ending */
extern void showOpen(int socket, const char* address, int port);
extern void showEnd(int socket, const char* why); /* `why` is null if the app has closed it */
extern void showBytes(int socket, Way way, const txByte* bytes, int count); /* unencrypted */

#endif
