/*
 * Counts allocations from the C heap while the device runs. Building the contents of flash is not counted, because a
 * chip does not do that.
 */
#include "memory/c-heap.h"

HeapUse heapUse;

static void count(size_t size)
{
	if (heapUse.counting) {
		heapUse.bytes += size;
		heapUse.calls++;
	}
}

void* countedMalloc(size_t size)
{
	count(size);
	return malloc(size);
}

void* countedCalloc(size_t number, size_t size)
{
	count(number * size);
	return calloc(number, size);
}

void* countedRealloc(void* block, size_t size)
{
	count(size);
	return realloc(block, size);
}
