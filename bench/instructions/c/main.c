/* The simulator's flash and device, from modules that are part of the program; then main, whose default export measures. */
#include "machine.h"

Description description;

Module* findModule(const char* specifier)
{
	for (Module* module = description.modules; module; module = module->next) {
		if (!strcmp(module->specifier, specifier))
			return module;
	}
	return NULL;
}

void endDevice(txMachine* device)
{
	(void)device;
	fflush(stdout);
	exit(0);
}

static void runMain(txMachine* device)
{
	txMachine* the = device;
	fxBeginHost(the);
	{
		mxTry(the) {
			mxPushStringX((txString) "main");
			fxAwaitImport(the, XS_IMPORT_DEFAULT);
			txSlot* function = the->stack;
			mxPushUndefined();
			mxPushSlot(function);
			mxCall();
			mxRunCount(0);
			mxPop();
			mxPop();
		}
		mxCatch(the) {
			dieOfException(the, NULL);
		}
	}
	fxEndHost(the);
}

int main(void)
{
	startCore();
	/* Far more than a chip has: with the collector off, what an operation allocates is to show in figures. */
	description.creation = (txCreation){
		.initialChunkSize = 1 << 20, .incrementalChunkSize = 1 << 16,
		.initialHeapCount = 100000, .incrementalHeapCount = 4096,
		.stackCount = 512, .initialKeyCount = 64, .incrementalKeyCount = 32,
	};
	description.staticBytes = 6 << 20;
	for (int i = embeddedCount; i--;) {
		embedded[i].next = description.modules;
		description.modules = &embedded[i];
	}
	addHostModules();
	txMachine* root = createFlash();
	createArena(description.staticBytes * (txSize)sizeof(txSlot) / 16);
	txMachine* device = fxCloneMachine(&description.creation, root, "device", &arena);
	if (!device)
		die(EXIT_MEMORY, "no memory for the device");
	heapUse.counting = true;
	printf("engine\tXS %d.%d\n", XS_MAJOR_VERSION, XS_MINOR_VERSION);
	runMain(device);
	endDevice(device);
}
