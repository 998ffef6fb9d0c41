/*
 * A chip gives XS one block of memory. Chunks grow up from the bottom, slots down from the top, and the engine stops
 * when they meet. XS asks for memory through these functions and does not know about the block.
 */
#include "memory/device-memory.h"
#include "errors/die.h"

DeviceMemory deviceMemory;

void createDeviceMemory(txSize size)
{
	deviceMemory.bottom = deviceMemory.chunkTop = calloc(1, size);
	if (!deviceMemory.bottom)
		die(EXIT_MEMORY, "not enough memory on this machine for a device of %d bytes", size);
	deviceMemory.slotBottom = deviceMemory.top = deviceMemory.bottom + size;
}

static bool takeFromBottom(DeviceMemory* it, txSize size)
{
	if (it->slotBottom - it->chunkTop < size) {
		it->shortOf = "chunks";
		it->shortBy = size;
		return false;
	}
	it->chunkTop += size;
	return true;
}

void* fxAllocateChunks(txMachine* the, txSize size)
{
	DeviceMemory* it = the->deviceMemory;
	txBlock* block = the->firstBlock;
	if (!it)
		return malloc(size);
	if (!block)
		return takeFromBottom(it, size) ? it->chunkTop - size : NULL;
	/*
	 * The single block of chunks grows in place. `size` includes a new block's header and ignores the free end of the
	 * current block, so less is needed. The caller adds `size` to the limit of the returned block.
	 */
	txSize missing = size - (txSize)sizeof(txBlock) - (txSize)(block->limit - block->current);
	if (!takeFromBottom(it, missing))
		return NULL;
	block->limit = it->chunkTop - size;
	the->maximumChunksSize += missing - size;
	return block->limit;
}

void fxFreeChunks(txMachine* the, void* chunks)
{
	if (!the->deviceMemory)
		free(chunks);
}

static txSlot* takeFromTop(DeviceMemory* it, txSize size)
{
	if (it->slotBottom - it->chunkTop < size)
		return NULL;
	it->slotBottom -= size;
	return (txSlot*)it->slotBottom;
}

txSlot* fxAllocateSlots(txMachine* the, txSize count)
{
	DeviceMemory* it = the->deviceMemory;
	txSize size = count * (txSize)sizeof(txSlot);
	if (!it)
		return malloc(size);
	txSlot* slots = takeFromTop(it, size);
	if (!slots && the->firstHeap && the->firstBlock) {
		/* A collection may free chunks next to the slots. */
		txBlock* block = the->firstBlock;
		fxCollect(the, XS_COMPACT_FLAG | XS_ORGANIC_FLAG);
		the->maximumChunksSize -= (txSize)(block->limit - block->current);
		block->limit = it->chunkTop = block->current;
		slots = takeFromTop(it, size);
	}
	if (!slots) {
		it->shortOf = "slots";
		it->shortBy = count;
	}
	return slots;
}

void fxFreeSlots(txMachine* the, void* slots)
{
	if (!the->deviceMemory)
		free(slots);
}

void fxCreateMachinePlatform(txMachine* the)
{
	the->deviceMemory = the->context;
}

void fxDeleteMachinePlatform(txMachine* the)
{
	(void)the;
}

void fxQueuePromiseJobs(txMachine* the)
{
	the->promiseJobs = 1;
}
