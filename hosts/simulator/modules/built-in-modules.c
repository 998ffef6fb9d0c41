/*
 * The simulator's own modules and their C code. They are built in the root machine, so that classes and functions are
 * in flash as on a chip. During preloading, a global `natives` holds them, and each module is one line that exports
 * one of its properties.
 */
#include "modules/built-in-modules.h"
#include "flash/module.h"
#include "modules/host-objects.h"
#include "modules/resource.h"
#include "modules/simulator-probe.h"
#include "modules/trace.h"
#include "network/resolver.h"
#include "network/tcp.h"
#include "network/tls-layer.h"
#include "network/udp.h"
#include "time/time.h"
#include "time/timer.h"

#ifdef __i386__
#define PACKAGE "libssl-dev:i386"
#else
#define PACKAGE "libssl-dev"
#endif

/* Replaces the TLS class if OpenSSL is not there. Importing it throws. */
static char noTLS[] = "export default undefined;"
	"throw new Error('TLS in the simulator needs OpenSSL, which was not found when the simulator was compiled (on Debian: apt install " PACKAGE ")');";

void addBuiltInModules(void)
{
	static Module brought[] = {
		{ .specifier = "embedded:io/socket/tcp", .source = "export default natives.TCP;" },
		{ .specifier = "mote-mqtt/socket", .source = "export default natives.SafeTCP;" },
		{ .specifier = "mote-mqtt/tlssocket", .source = "export default natives.TLSSocket;" },
		{ .specifier = "embedded:io/socket/udp", .source = "export default natives.UDP;" },
		{ .specifier = "embedded:network/dns/resolver/udp", .source = "export default natives.Resolver;" },
		{ .specifier = "mote-mqtt/resolver", .source = "export default natives.NetworkResolver;" },
		{ .specifier = "Resource", .source = "export default natives.Resource;" },
		{ .specifier = "timer", .source = "export default natives.Timer;" },
		{ .specifier = "time", .source = "export default natives.Time;" },
		{ .specifier = "simulator:probe", .source = "export default natives.probe;" },
	};
	for (size_t i = 0; i < sizeof(brought) / sizeof(*brought); i++) {
		Module* module = &brought[i];
		if (findModule(module->specifier))
			continue; /* the app has its own */
		bool missing = !takeSecure && !strcmp(module->specifier, "mote-mqtt/tlssocket");
		if (missing)
			module->source = noTLS;
		module->sourceLength = strlen(module->source);
		module->preload = !missing;
		module->ofSimulator = true;
		module->next = modules;
		modules = module;
	}
}

static txSlot* natives;

/* Names of options. They are created in flash, so that looking up an option allocates nothing in the device. */
static const char* const optionNames[] = {
	"address", "port", "nodelay", "target", "format", "onReadable", "onWritable", "onError", "host", "onResolved", "servers", "socket",
	"secure", "certificate", "verify", "serverName", "clientCertificates", "clientKey", "applicationLayerProtocolNegotiation", "session",
	"onSession",
};

static void publish(txMachine* the, const char* name, void (*build)(txMachine*))
{
	mxPush(mxObjectPrototype);
	fxNewObjectInstance(the);
	build(the);
	mxPushSlot(natives);
	mxSetID(nameOf(the, name));
	mxPop();
}

void buildNatives(txMachine* root)
{
	txMachine* the = root;
	for (size_t i = 0; i < sizeof(optionNames) / sizeof(*optionNames); i++)
		nameOf(the, optionNames[i]);
	mxPush(mxObjectPrototype);
	fxNewObjectInstance(the);
	natives = the->stack;
	publish(the, "TCP", buildTCP);
	publish(the, "SafeTCP", buildSafeTCP);
	publish(the, "TLSSocket", buildTLSSocket);
	publish(the, "UDP", buildUDP);
	publish(the, "Resolver", buildResolver);
	publish(the, "NetworkResolver", buildNetworkResolver);
	publish(the, "Resource", buildResource);
	publish(the, "Timer", buildTimer);
	publish(the, "Time", buildTime);
	publish(the, "probe", buildProbe);
	buildTrace(the);
	mxPush(mxGlobal);
	mxSetID(nameOf(the, "natives"));
	mxPop();
}

void removeNatives(txMachine* root)
{
	txMachine* the = root;
	mxPush(mxGlobal);
	mxDeleteID(nameOf(the, "natives"));
	mxPop();
}
