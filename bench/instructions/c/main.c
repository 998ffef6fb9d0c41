/*
 * Builds the simulator's flash and device from modules that are linked into the program, then runs main, whose
 * default export measures.
 */
#include "machine.h"
#include "device/settings.h"
#include "errors/exception.h"
#include "flash/build-flash.h"
#include "memory/device-memory.h"
#include "modules/built-in-modules.h"

/* Much more than a chip has. The garbage collector is off, so that allocations show in the figures. */
enum { MEMORY = 6 << 20 };

Settings settings;

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
	settings.creation = (txCreation){
		.initialChunkSize = 1 << 20, .incrementalChunkSize = 1 << 16,
		.initialHeapCount = 100000, .incrementalHeapCount = 4096,
		.stackCount = 512, .initialKeyCount = 64, .incrementalKeyCount = 32,
	};
	for (int i = 0; i < embeddedCount; i++)
		addModule(&embedded[i]);
	addBuiltInModules();
	txMachine* root = buildFlash();
	createDeviceMemory(MEMORY);
	txMachine* device = fxCloneMachine(&settings.creation, root, "device", &deviceMemory);
	if (!device)
		die(EXIT_MEMORY, "no memory for the device");
	heapUse.counting = true;
	printf("engine\tXS %d.%d\n", XS_MAJOR_VERSION, XS_MINOR_VERSION);
	runMain(device);
	fflush(stdout);
	return 0;
}
