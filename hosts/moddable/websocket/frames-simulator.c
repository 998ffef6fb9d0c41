/* The functions that WebSocket frames need on a desktop, in the SDK's simulators and in Mote's. */
#ifdef _WIN32
#define _CRT_RAND_S
#endif
#include "frames.h"
#include <stdlib.h>
#include <string.h>
#ifdef __APPLE__
#define getBits(TO) arc4random_buf(TO, sizeof(*(TO)))
#elif defined(_WIN32)
#define getBits(TO) rand_s(TO)
#else
#include <sys/random.h>
#define getBits(TO) while (getrandom(TO, sizeof(*(TO)), 0) != (ssize_t)sizeof(*(TO)))
#endif

uint32_t drawBits(void)
{
	uint32_t bits = 0;
	getBits(&bits);
	return bits;
}

void copyFromAnywhere(void* to, const void* from, size_t count)
{
	memcpy(to, from, count);
}
