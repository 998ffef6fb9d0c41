/*
 * What stands for flash: a machine with the language's built-ins, the host's modules and the app's, in which the bodies of those
 * that are to be preloaded have run. A chip gets this linked into its firmware; the device machine borrows it.
 */
#include "socket.h"

static const txCreation large = {
	.initialChunkSize = 1 << 20,
	.incrementalChunkSize = 1 << 20,
	.initialHeapCount = 1 << 16,
	.incrementalHeapCount = 1 << 15,
	.stackCount = 1 << 13,
	.initialKeyCount = 1 << 12,
	.incrementalKeyCount = 1 << 10,
	.nameModulo = 1993,
	.symbolModulo = 127,
	.parserBufferSize = 1 << 20,
	.parserTableModulo = 1993,
};

#ifdef __i386__
#define PACKAGE "libssl-dev:i386"
#else
#define PACKAGE "libssl-dev"
#endif

/* In place of the class, where there is none: whoever imports it is told. */
static char noTLS[] = "export default undefined;"
	"throw new Error('TLS in the simulator is by OpenSSL, which was not found when it was compiled (on Debian: apt install " PACKAGE ")');";

void addHostModules(void)
{
	static Module hosts[] = {
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
	for (size_t i = 0; i < sizeof(hosts) / sizeof(*hosts); i++) {
		Module* module = &hosts[i];
		if (findModule(module->specifier))
			continue; /* the app brings its own */
		bool missing = !takeSecure && !strcmp(module->specifier, "mote-mqtt/tlssocket");
		if (missing)
			module->source = noTLS;
		module->sourceLength = strlen(module->source);
		module->preload = !missing;
		module->ofHost = true;
		module->next = description.modules;
		description.modules = module;
	}
}

static void preload(txMachine* root, Module* module)
{
	txMachine* the = root;
	fxBeginHost(the);
	{
		mxTry(the) {
			mxPushStringX((txString)module->specifier);
			fxAwaitImport(the, XS_IMPORT_NAMESPACE);
			mxPop();
		}
		mxCatch(the) {
			char what[C_PATH_MAX];
			snprintf(what, sizeof(what), "preloading %s", module->specifier);
			dieOfException(the, what);
		}
	}
	fxEndHost(the);
}

txMachine* createFlash(void)
{
	txCreation creation = large;
	txMachine* root = fxCreateMachine(&creation, "flash", NULL, XS_NO_ID);
	if (!root)
		die(EXIT_MEMORY, "no memory for the engine");
	for (Module* module = description.modules; module; module = module->next) {
		fxNewNameC(root, (txString)module->specifier);
		compileModule(root, module);
	}
	if (description.byteCode)
		return root;
	buildNatives(root);
	buildHosts(root);
	for (Module* module = description.modules; module; module = module->next) {
		if (module->preload)
			preload(root, module);
	}
	while (root->promiseJobs) {
		root->promiseJobs = 0;
		fxRunPromiseJobs(root);
	}
	removeNatives(root);
	freezeHeap(root);
	fxShareMachine(root);
	petrifyHeap(root);
	/* The device copies these tables. */
	description.creation.nameModulo = creation.nameModulo;
	description.creation.symbolModulo = creation.symbolModulo;
	description.creation.parserBufferSize = creation.parserBufferSize;
	description.creation.parserTableModulo = creation.parserTableModulo;
	return root;
}
