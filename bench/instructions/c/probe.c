/*
 * "simulator:probe" of this program: the counters, a clock that moves only when told, the timers and the socket. Also
 * "time".
 */
#include "machine.h"
#include "modules/simulator-probe.h"
#include "time/time.h"

static txU4 now = 1000;

txU4 milliseconds(void)
{
	return now;
}

static void getTicks(txMachine* the)
{
	fxInteger(the, mxResult, (txInteger)now);
}

static void delta(txMachine* the)
{
	txU4 start = mxArgc > 0 ? fxToUnsigned(the, mxArgv(0)) : 0;
	txU4 end = mxArgc > 1 ? fxToUnsigned(the, mxArgv(1)) : now;
	fxInteger(the, mxResult, (txInteger)(end - start));
}

void buildTime(txMachine* root)
{
	addGetter(root, "ticks", getTicks);
	addFunction(root, "delta", delta, 2);
}

static void countInstructions(txMachine* the)
{
	fxNumber(the, mxResult, instructions());
}

/* Advances the clock and fires the timers that are due. */
static void pass(txMachine* the)
{
	now += (txU4)fxToInteger(the, mxArgv(0));
	fireTimers(the);
}

/*
 * Advances the clock from timer to timer until something is written to a socket, so that all ticks are counted,
 * however many a client has.
 */
static void passUntilWritten(txMachine* the)
{
	txInteger before = bytesWritten;
	for (int fired = 0; bytesWritten == before; fired++) {
		int next = nextTimer();
		if (next < 0 || fired == 1000)
			mxUnknownError("no timer leads to a write");
		now += (txU4)next;
		fireTimers(the);
	}
}

static void slots(txMachine* the)
{
	Usage usage;
	measureUsage(the, &usage);
	fxNumber(the, mxResult, usage.slots);
}

static void chunkBytes(txMachine* the)
{
	Usage usage;
	measureUsage(the, &usage);
	fxNumber(the, mxResult, usage.chunkBytes);
}

static void heapBytes(txMachine* the)
{
	fxNumber(the, mxResult, heapUse.bytes);
}

static void getBytesWritten(txMachine* the)
{
	fxInteger(the, mxResult, bytesWritten);
}

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

static void profile(txMachine* the)
{
	profileOn(fxToBoolean(the, mxArgv(0)));
}

static void profileReport(txMachine* the)
{
	reportProfile(fxToNumber(the, mxArgv(0)));
}

static void getSocket(txMachine* the)
{
	txSlot* it = lastSocket();
	mxResult->kind = it->kind;
	mxResult->value = it->value;
}

static void getProfiling(txMachine* the)
{
	fxBoolean(the, mxResult, profiling);
}

void buildProbe(txMachine* root)
{
	addFunction(root, "instructions", countInstructions, 0);
	addFunction(root, "pass", pass, 1);
	addFunction(root, "passUntilWritten", passUntilWritten, 0);
	addFunction(root, "slots", slots, 0);
	addFunction(root, "chunkBytes", chunkBytes, 0);
	addFunction(root, "heapBytes", heapBytes, 0);
	addFunction(root, "bytesWritten", getBytesWritten, 0);
	addFunction(root, "collector", collector, 1);
	addFunction(root, "collect", collect, 0);
	addFunction(root, "profile", profile, 1);
	addFunction(root, "profileReport", profileReport, 1);
	addFunction(root, "socket", getSocket, 0);
	addGetter(root, "profiling", getProfiling);
}
