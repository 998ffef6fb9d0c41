/* The SDK's simulators cannot sleep. The app exits, as if the chip had been turned off. */
#include "xsmc.h"
#include "xsHost.h"
#include "deep-sleep.h"

const uint32_t longestDeepSleep = INT32_MAX;

void startDeepSleep(void* machine, uint32_t milliseconds)
{
	xsMachine* the = machine;
	xsLog("simulated deep sleep: start again in %ld ms\n", (long)milliseconds);
	fxAbort(the, xsDebuggerExit);
}

int wokeFromDeepSleep(void)
{
	return 0;
}
