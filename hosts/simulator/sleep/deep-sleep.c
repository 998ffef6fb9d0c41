/* Deep sleep ends the device. Only kept memory survives until it is started again. */
#include "deep-sleep.h"
#include "device/end-device.h"
#include "fleet/tally.h"

const uint32_t longestDeepSleep = INT32_MAX;

void startDeepSleep(void* machine, uint32_t milliseconds)
{
	fflush(stdout);
	fprintf(stderr, "device: simulated deep sleep: start again in %u ms\n", (unsigned)milliseconds);
	tallySleep(milliseconds);
	endDevice(machine);
}

int wokeFromDeepSleep(void)
{
	return 0;
}
