/* What frames of a WebSocket need of ESP32 and its subclasses. */
#include "frames.h"
#include "esp_random.h"
#include <string.h>

/* While the radio is on, it is the source. */
uint32_t drawBits(void)
{
	return esp_random();
}

void copyFromAnywhere(void* to, const void* from, size_t count)
{
	memcpy(to, from, count);
}
