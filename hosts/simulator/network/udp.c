/*
 * embedded:io/socket/udp does not exist in the simulator. Apps pass the class to a Resolver, which uses the system
 * and never creates a socket.
 */
#include "network/udp.h"
#include "modules/host-objects.h"

static void UDP(txMachine* the)
{
	mxUnknownError("UDP: not supported in the simulator");
}

void buildUDP(txMachine* root)
{
	pushClass(root, "UDP", UDP);
}
