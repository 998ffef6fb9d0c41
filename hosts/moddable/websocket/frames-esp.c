/* What frames of a WebSocket need of an ESP8266. */
#include "frames.h"

/* Its generator of random numbers, whose source is the noise of the radio: the SDK's own Math.random has it from there, too. */
uint32_t drawBits(void)
{
	return *(volatile uint32_t*)0x3FF20E44;
}

/* Of the SDK: flash cannot be read byte by byte. */
extern void espMemCpy(void* to, const void* from, size_t count);

void copyFromAnywhere(void* to, const void* from, size_t count)
{
	espMemCpy(to, from, count);
}
