/* Deep sleep of ESP8266. Its timer wakes it by pulling down GPIO16, which has to be wired to RST. */
#include "deep-sleep.h"
#include "xsHost.h"
#include "user_interface.h"

/* In microseconds, it has to fit into 32 bits. */
const uint32_t longestDeepSleep = UINT32_MAX / 1000;

void startDeepSleep(void* machine, uint32_t milliseconds)
{
	(void)machine;
	system_deep_sleep(milliseconds * 1000);
	/* It begins when the system's own tasks have stopped the radio, for which they need their turn. */
	for (;;)
		modDelayMilliseconds(1000);
}

int wokeFromDeepSleep(void)
{
	return system_get_rst_info()->reason == REASON_DEEP_SLEEP_AWAKE;
}
