/* The functions that WebSocket frames need on ESP32 and its variants. */
#include "frames.h"
#include "esp_random.h"
#include <string.h>

/* The source of these random numbers is the radio, as long as it is on. */
uint32_t drawBits(void)
{
	return esp_random();
}

void copyFromAnywhere(void* to, const void* from, size_t count)
{
	memcpy(to, from, count);
}
