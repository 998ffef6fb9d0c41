/* Counts what goes through the C heap. Only while the device runs: building what stands for flash costs a chip nothing. */
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
