/* Host modules that the simulator's tables need and this program never calls. */
#include "machine.h"
#include "modules/resource.h"
#include "network/resolver.h"
#include "network/tcp.h"

static void missing(txMachine* the)
{
	mxUnknownError("not in this program");
}

void buildTLSSocket(txMachine* root)
{
	pushClass(root, "TLSSocket", missing);
}

void buildResource(txMachine* root)
{
	pushClass(root, "Resource", missing);
}

void buildResolver(txMachine* root)
{
	pushClass(root, "Resolver", missing);
}

void buildNetworkResolver(txMachine* root)
{
	pushClass(root, "Resolver", missing);
}
