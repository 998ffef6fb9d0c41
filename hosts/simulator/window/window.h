/* A window into the device: the launcher is told what happens, and says what is to happen. */
#ifndef MOTE_WINDOW_H
#define MOTE_WINDOW_H

#include "engine/engine.h"
#include "link/link.h"

extern void openWindow(txMachine* device); /* if the launcher has asked for it */
extern int lookOut(void); /* in each turn of the event loop; in how many milliseconds again, negative: when something has happened */
extern int watchedByWindow(void); /* how many descriptors, which do not keep a device from coming to its end */
extern void showOpen(int socket, const char* address, int port);
extern void showEnd(int socket, const char* why); /* null: the app has closed it */
extern void showBytes(int socket, Way way, const txByte* bytes, int count); /* in the clear */

#endif
