/*
 * simulator:probe tells an app about its memory and byte code, which a chip cannot. Calling it takes nothing from the
 * device's memory.
 */
#include "modules/simulator-probe.h"
#include "flash/module.h"
#include "memory/c-heap.h"
#include "memory/device-memory.h"
#include "memory/usage.h"
#include "modules/host-objects.h"
#include "network/tcp.h"

#define NUMBER(NAME, VALUE) \
	static void NAME(txMachine* the) \
	{ \
		Usage usage; \
		measureUsage(the, &usage); \
		setNumber(the, VALUE); \
	}

static void setNumber(txMachine* the, txNumber value)
{
	if (value <= INT32_MAX)
		fxInteger(the, mxResult, (txInteger)value);
	else
		fxNumber(the, mxResult, value);
}

NUMBER(slots, usage.slots)
NUMBER(chunkBytes, usage.chunkBytes)
NUMBER(usedSlots, usage.usedSlots)
NUMBER(usedChunkBytes, usage.usedChunkBytes)
NUMBER(peakSlots, usage.peakSlots)
NUMBER(peakChunkBytes, usage.peakChunkBytes)
NUMBER(peakBytes, usage.peakBytes)
NUMBER(collections, usage.collections)
NUMBER(heapBytes, heapUse.bytes)
NUMBER(heapCalls, heapUse.calls)
NUMBER(slotSize, sizeof(txSlot))
NUMBER(bits, sizeof(void*) * 8)
NUMBER(memoryBytes, deviceMemory.top - deviceMemory.bottom)
NUMBER(countSocketWrites, socketWrites)
NUMBER(countSocketBytes, socketBytes)

static void collector(txMachine* the)
{
	bool on = mxArgc && fxToBoolean(the, mxArgv(0));
	if (on)
		the->collectFlag &= ~XS_SKIPPED_COLLECT_FLAG;
	fxEnableGarbageCollection(the, on);
}

static void collect(txMachine* the)
{
	fxCollectGarbage(the);
}

static void byteCode(txMachine* the)
{
	char specifier[C_PATH_MAX];
	if (!mxArgc)
		mxTypeError("expected a specifier");
	fxToStringBuffer(the, mxArgv(0), specifier, sizeof(specifier));
	Module* module = findModule(specifier);
	if (!module)
		mxReferenceError("no manifest lists the module \"%s\"", specifier);
	fxInteger(the, mxResult, module->codeSize);
}

static void leave(txMachine* the)
{
	int status = mxArgc ? fxToInteger(the, mxArgv(0)) : 0;
	fflush(stdout);
	exit(status);
}

void buildProbe(txMachine* root)
{
	addFunction(root, "slots", slots, 0);
	addFunction(root, "chunkBytes", chunkBytes, 0);
	addFunction(root, "heapBytes", heapBytes, 0);
	addFunction(root, "heapCalls", heapCalls, 0);
	addFunction(root, "collector", collector, 1);
	addFunction(root, "collect", collect, 0);
	addFunction(root, "collections", collections, 0);
	addFunction(root, "usedSlots", usedSlots, 0);
	addFunction(root, "usedChunkBytes", usedChunkBytes, 0);
	addFunction(root, "peakBytes", peakBytes, 0);
	addFunction(root, "peakSlots", peakSlots, 0);
	addFunction(root, "peakChunkBytes", peakChunkBytes, 0);
	addFunction(root, "slotSize", slotSize, 0);
	addFunction(root, "bits", bits, 0);
	addFunction(root, "memoryBytes", memoryBytes, 0);
	addFunction(root, "socketWrites", countSocketWrites, 0);
	addFunction(root, "socketBytes", countSocketBytes, 0);
	addFunction(root, "byteCode", byteCode, 1);
	addFunction(root, "exit", leave, 1);
}
