/* embedded:io/socket/udp, which there is not. Apps hand it to a Resolver, which here asks the system and never opens one. */
#include "network/udp.h"
#include "modules/host-objects.h"

static void UDP(txMachine* the)
{
	mxUnknownError("UDP: not in the simulator");
}

void buildUDP(txMachine* root)
{
	pushClass(root, "UDP", UDP);
}
