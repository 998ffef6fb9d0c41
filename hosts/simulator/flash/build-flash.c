/*
 * Builds the contents of flash: a machine with the language's built-ins, the simulator's modules and the app's
 * modules. The bodies of preloaded modules have run. On a chip, this is linked into the firmware. The device's
 * machine is created on top of it.
 */
#include "flash/build-flash.h"
#include "device/settings.h"
#include "errors/die.h"
#include "errors/exception.h"
#include "flash/compile-module.h"
#include "flash/functions-in-c.h"
#include "flash/module.h"
#include "flash/read-only.h"
#include "modules/built-in-modules.h"
#include "modules/well-formed.h"

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

txMachine* buildFlash(void)
{
	txCreation creation = large;
	txMachine* root = fxCreateMachine(&creation, "flash", NULL, XS_NO_ID);
	if (!root)
		die(EXIT_MEMORY, "no memory for the engine");
	addIsWellFormed(root);
	for (Module* module = modules; module; module = module->next) {
		fxNewNameC(root, (txString)module->specifier);
		compileModule(root, module);
	}
	if (settings.byteCode)
		return root;
	buildNatives(root);
	buildFunctionsInC(root);
	for (Module* module = modules; module; module = module->next) {
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
	/* The device uses copies of these tables, so their sizes must match. */
	settings.creation.nameModulo = creation.nameModulo;
	settings.creation.symbolModulo = creation.symbolModulo;
	settings.creation.parserBufferSize = creation.parserBufferSize;
	settings.creation.parserTableModulo = creation.parserTableModulo;
	return root;
}
