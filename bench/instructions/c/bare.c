/* Functions that a C library without an operating system lacks. */
#include "machine.h"
#include <sys/time.h>

extern void putByte(char c);

static int putOut(char c, FILE* file)
{
	(void)file;
	putByte(c);
	return 0;
}

static FILE out = FDEV_SETUP_STREAM(putOut, NULL, NULL, _FDEV_SETUP_WRITE);
FILE* const stdout = &out;
FILE* const stderr = &out;
FILE* const stdin = &out;

FILE* fopen(const char* path, const char* mode)
{
	(void)path;
	(void)mode;
	return NULL;
}

int gettimeofday(struct timeval* time, void* zone)
{
	(void)zone;
	time->tv_sec = 1700000000;
	time->tv_usec = 0;
	return 0;
}

/* The block for malloc(): all memory after the program. */
extern char heapStart[], heapEnd[];
static char* top = heapStart;

void* sbrk(ptrdiff_t size)
{
	char* from = top;
	if (heapEnd - top < size)
		return (void*)-1;
	top += size;
	return from;
}

void* memmem(const void* where, size_t length, const void* what, size_t size)
{
	const char* from = where;
	for (; length >= size; from++, length--) {
		if (!memcmp(from, what, size))
			return (void*)from;
	}
	return NULL;
}

int usleep(useconds_t time)
{
	(void)time;
	return 0;
}
