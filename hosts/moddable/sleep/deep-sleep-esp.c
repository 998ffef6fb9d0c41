/* Deep sleep on ESP8266. Its timer wakes it up by pulling GPIO16 down, which must be wired to RST. */
#include "deep-sleep.h"
#include "xsHost.h"
#include "user_interface.h"

/* The time in microseconds must fit into 32 bits. */
const uint32_t longestDeepSleep = UINT32_MAX / 1000;

void startDeepSleep(void* machine, uint32_t milliseconds)
{
	(void)machine;
	system_deep_sleep(milliseconds * 1000);
	/* Sleep begins when the system's tasks have stopped the radio. The loop gives them time to run. */
	for (;;)
		modDelayMilliseconds(1000);
}

int wokeFromDeepSleep(void)
{
	return system_get_rst_info()->reason == REASON_DEEP_SLEEP_AWAKE;
}
