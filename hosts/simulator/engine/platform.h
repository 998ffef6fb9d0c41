/*
 * How XS sees its platform here. The engine's own xsPlatform.h includes this file (XSPLATFORM) before it fills in defaults, so
 * everything that is defined here wins.
 */
#ifndef MOTE_PLATFORM_H
#define MOTE_PLATFORM_H

#undef mxLinux
#define mxLinux 1
#define mxExport extern
#define mxImport extern
#define XS_FUNCTION_NORETURN __attribute__((noreturn))

#include <arpa/inet.h>
#include <ctype.h>
#include <float.h>
#include <limits.h>
#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Atomics.wait is in the engine whether or not anybody calls it, and needs these to compile. */
#define mxUseGCCAtomics 1
#define mxUsePOSIXThreads 1

/*
 * `deviceMemory` is null in the root machine, which stands for flash and may be as large as it likes. Identifiers stay 16 bits wide also
 * where pointers are 64 bits: the byte code is then the same size as on a chip.
 */
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

/* Names of modules and of files; the engine puts a few of these on the C stack. */
#define C_PATH_MAX 1024

/* What the engine takes from the C heap is memory that a chip has to have as well, so it is counted. */
extern void* countedMalloc(size_t size);
extern void* countedCalloc(size_t count, size_t size);
extern void* countedRealloc(void* block, size_t size);
#define c_malloc countedMalloc
#define c_malloc_uint32 countedMalloc
#define c_calloc countedCalloc
#define c_realloc countedRealloc

#endif
