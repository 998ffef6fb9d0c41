/* The functions that WebSocket frames need on an ESP8266. */
#include "frames.h"

/* The hardware's random number generator, fed by the radio's noise. The SDK's Math.random uses it as well. */
uint32_t drawBits(void)
{
	return *(volatile uint32_t*)0x3FF20E44;
}

/* A function of the SDK, needed because flash cannot be read byte by byte. */
extern void espMemCpy(void* to, const void* from, size_t count);

void copyFromAnywhere(void* to, const void* from, size_t count)
{
	espMemCpy(to, from, count);
}
