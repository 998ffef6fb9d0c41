/*
 * Builds the contents of flash, creates the device on top of them, and runs the app until it has nothing left to do.
 */
#include "device/end-device.h"
#include "device/event-loop.h"
#include "device/settings.h"
#include "errors/die.h"
#include "errors/exception.h"
#include "flash/build-flash.h"
#include "flash/module.h"
#include "fleet/fleet.h"
#include "link/link.h"
#include "memory/c-heap.h"
#include "memory/device-memory.h"
#include "modules/built-in-modules.h"
#include "network/socket-list.h"
#include "report/report.h"
#include "window/window.h"
#include <signal.h>
#include <sys/prctl.h>
#include <sys/random.h>

static void printByteCode(void)
{
	const char* separator = "";
	printf("{");
	for (Module* module = modules; module; module = module->next) {
		if (module->ofSimulator)
			continue;
		printf("%s\"%s\": %d", separator, module->specifier, module->codeSize);
		separator = ", ";
	}
	printf("}\n");
}

static void runMain(txMachine* device)
{
	txMachine* the = device;
	fxBeginHost(the);
	{
		mxTry(the) {
			mxPushStringX((txString)settings.main);
			fxAwaitImport(the, XS_IMPORT_DEFAULT);
			/* As in the SDK, the default export of the main module is called if it is a function. */
			if (fxIsCallable(the, the->stack)) {
				txSlot* function = the->stack;
				mxPushUndefined();
				mxPushSlot(function);
				mxCall();
				mxRunCount(0);
				mxPop();
			}
			mxPop();
		}
		mxCatch(the) {
			dieOfException(the, NULL);
		}
	}
	fxEndHost(the);
}

/* The engine leaves the seed to the platform. A chip has a hardware random number generator. */
static void seedRandom(void)
{
	unsigned seed = (unsigned)time(NULL);
	if (getrandom(&seed, sizeof(seed), 0) < 0)
		seed ^= (unsigned)getpid();
	srand(seed);
}

/*
 * A slot has 16 bytes on a chip and 32 in a 64-bit build. The memory is scaled, so that the device has the same
 * number of slots.
 */
static txSize scaledSize(void)
{
	txSize scale = (txSize)sizeof(txSlot) / 16, size = settings.staticBytes * scale;
	const txCreation* creation = &settings.creation;
	txSize needed = creation->initialChunkSize + (txSize)sizeof(txBlock)
		+ (creation->stackCount + creation->initialHeapCount) * (txSize)sizeof(txSlot);
	if (needed > size)
		die(EXIT_USAGE, "\"creation\": chunk.initial, heap.initial and stack take %d bytes, but static is %d", needed / scale, size / scale);
	if (!settings.devices) {
		fprintf(stderr, "device: XS %d.%d, %d-bit, %d bytes as on the chip", XS_MAJOR_VERSION, XS_MINOR_VERSION, (int)sizeof(void*) * 8,
			settings.staticBytes);
		fprintf(stderr, scale > 1 ? " (%d here: slots are twice as large)\n" : "\n", size);
	}
	return size;
}

static void runDevice(txMachine* root)
{
	createDeviceMemory(scaledSize());
	txMachine* device = fxCloneMachine(&settings.creation, root, "device", &deviceMemory);
	if (!device)
		die(EXIT_MEMORY, "not enough memory on this machine for the device");
	heapUse.counting = true;
	beginReport(device);
	openWindow(device);
	if (isLinked())
		atexit(landSent);
	if (!settings.devices)
		tellAtTheEnd();
	runMain(device);
	runLoop(device);
	endDevice(device);
}

int main(int count, char* arguments[])
{
	if (count != 2)
		die(EXIT_USAGE, "expected one argument: the settings that the launcher writes");
	signal(SIGPIPE, SIG_IGN);
	prctl(PR_SET_PDEATHSIG, SIGTERM); /* the device must not outlive a launcher that was killed */
	seedRandom();
	readSettings(arguments[1]);
	addBuiltInModules();
	txMachine* root = buildFlash();
	if (settings.byteCode) {
		printByteCode();
		return 0;
	}
	if (settings.devices)
		return runFleet(root, runDevice);
	runDevice(root);
}
