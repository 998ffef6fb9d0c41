/*
 * The platform settings of XS for the simulator. The engine's xsPlatform.h includes this file (XSPLATFORM) before it
 * sets defaults, so these definitions take precedence.
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

/* The engine contains Atomics.wait even if nobody calls it. These settings make it compile. */
#define mxUseGCCAtomics 1
#define mxUsePOSIXThreads 1

/*
 * `deviceMemory` is null in the root machine, which represents flash and has no limit. Identifiers are 16 bits wide
 * even with 64-bit pointers, so that byte code has the same size as on a chip.
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

/* The limit for names of modules and files. The engine puts some buffers of this size on the C stack. */
#define C_PATH_MAX 1024

/* The engine's allocations from the C heap are counted, because a chip must have that memory as well. */
extern void* countedMalloc(size_t size);
extern void* countedCalloc(size_t count, size_t size);
extern void* countedRealloc(void* block, size_t size);
#define c_malloc countedMalloc
#define c_malloc_uint32 countedMalloc
#define c_calloc countedCalloc
#define c_realloc countedRealloc

#endif
