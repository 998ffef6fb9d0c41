/* embedded:network/dns/resolver/udp and mote-mqtt/resolver. */
#ifndef MOTE_RESOLVER_H
#define MOTE_RESOLVER_H

#include "engine/engine.h"

extern void buildResolver(txMachine* root);
extern void buildNetworkResolver(txMachine* root);
extern void deliverResolutions(txMachine* the);
extern bool resolutionsPending(void);
extern int nextResolution(void); /* in milliseconds; negative if no answer is under way */

#endif
