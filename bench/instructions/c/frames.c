/* The functions that WebSocket frames need. On a chip, frames-esp.c has them. */
#include <stdint.h>
#include <string.h>

uint32_t drawBits(void)
{
	static volatile uint32_t bits = 0x2545f491;
	return bits;
}

void copyFromAnywhere(void* to, const void* from, size_t count)
{
	memcpy(to, from, count);
}
