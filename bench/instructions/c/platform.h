/*
 * The platform settings of XS for a core without an operating system, as a chip's header has them. No threads,
 * sockets or clock.
 */
#ifndef INSTRUCTIONS_PLATFORM_H
#define INSTRUCTIONS_PLATFORM_H

#define mxExport extern
#define mxImport extern
#define XS_FUNCTION_NORETURN __attribute__((noreturn))

#include <ctype.h>
#include <float.h>
#include <limits.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#ifndef INET_ADDRSTRLEN
#define INET_ADDRSTRLEN 16
#endif
#define getpid() 1
#define mxUnalignedAccess 0
#define mxMisalignedSettersCrash 1
/* As on a chip, unaligned values are read in parts. */
struct unaligned16 { uint16_t value; } __attribute__((packed));
struct unaligned32 { uint32_t value; } __attribute__((packed));
#define c_read16(POINTER) (((struct unaligned16*)(POINTER))->value)
#define c_read32(POINTER) (((struct unaligned32*)(POINTER))->value)
void* memmem(const void*, size_t, const void*, size_t);
char* strsep(char**, const char*);
/* for little-endian chips; the engine usually takes these from lwIP */
#define htonl(X) __builtin_bswap32(X)
#define ntohl(X) __builtin_bswap32(X)
#define htons(X) __builtin_bswap16(X)
#define ntohs(X) __builtin_bswap16(X)
#define mxMachineToFileEndian

struct deviceMemory;
#define mxMachinePlatform \
	struct deviceMemory* deviceMemory; \
	int promiseJobs; \
	void* waiterCondition; \
	void* waiterData; \
	void* waiterLink;

#define mxUseDefaultBuildKeys 1
#define mxUseDefaultParseScript 1
#define mxUseDefaultSharedChunks 1

#define C_PATH_MAX 1024

extern void* countedMalloc(size_t size);
extern void* countedCalloc(size_t count, size_t size);
extern void* countedRealloc(void* block, size_t size);
#define c_malloc countedMalloc
#define c_malloc_uint32 countedMalloc
#define c_calloc countedCalloc
#define c_realloc countedRealloc

#endif
