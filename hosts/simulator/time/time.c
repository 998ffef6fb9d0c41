/*
 * The clock of a device counts milliseconds in 32 bits. It starts shortly before it wraps from the largest to the
 * smallest number, so that any run of half a minute shows whether the app can handle that.
 */
#include "time/time.h"
#include "device/settings.h"
#include "modules/host-objects.h"

double monotonic(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

double soonest(double one, double other)
{
	return one < 0 || (other >= 0 && other < one) ? other : one;
}

int millisecondsUntil(double when)
{
	double left = when - monotonic();
	return when < 0 ? -1 : left <= 0 ? 0 : left < 1e6 ? (int)ceil(left) : 1000000;
}

static txNumber microseconds(void)
{
	static txNumber start = -1;
	txNumber value = monotonic() * 1e3;
	if (start < 0)
		start = value;
	return value - start;
}

txU4 milliseconds(void)
{
	return settings.firstTick + (txU4)(uint64_t)(microseconds() / 1e3);
}

static void getTicks(txMachine* the)
{
	fxInteger(the, mxResult, (txInteger)milliseconds());
}

static void getMicroseconds(txMachine* the)
{
	fxNumber(the, mxResult, c_floor(microseconds()));
}

static void delta(txMachine* the)
{
	txU4 start = mxArgc > 0 ? fxToUnsigned(the, mxArgv(0)) : 0;
	txU4 end = mxArgc > 1 ? fxToUnsigned(the, mxArgv(1)) : milliseconds();
	fxInteger(the, mxResult, (txInteger)(end - start));
}

void buildTime(txMachine* root)
{
	addGetter(root, "ticks", getTicks);
	addGetter(root, "microseconds", getMicroseconds);
	addFunction(root, "delta", delta, 2);
}
