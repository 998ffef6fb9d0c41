/* Deep sleep ends the device: what goes on is what the app has kept, the next time that it is started. */
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
