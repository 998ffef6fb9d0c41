/*
 * Compiles the engine's memory manager with counters around its garbage collector. The engine knows only what is in
 * use, not what was ever allocated. A collection lowers that, so every collection must be observed, including those
 * that the manager starts itself. The calls of fxCollect and its definition differ for the preprocessor only in their
 * first word, `the` or `txMachine`; these macros use it to give both another name.
 */
#define fxCollect(MACHINE, FLAG) collectAs_##MACHINE, FLAG)
#define collectAs_the talliedCollect(the
#define collectAs_txMachine engineCollect(txMachine

#include "xsCommon.h"
struct sxMachine;
static void talliedCollect(struct sxMachine* machine, txFlag flag);

#include "xsMemory.c"

#undef fxCollect
#include "memory/usage.h"

static struct {
	txNumber freedSlots, freedChunkBytes;
	txSize peakSlots, peakChunkBytes, peakBytes;
	txInteger collections;
} tally;

static txSize chunkBytes(txMachine* the)
{
	txSize sum = 0;
	for (txBlock* block = the->firstBlock; block; block = block->nextBlock)
		sum += (txSize)(block->current - (txByte*)(block + 1));
	return sum;
}

/* Memory use only grows between collections, so checking before each collection and on demand finds every peak. */
static void notePeaks(txMachine* the)
{
	txSize slots = the->currentHeapCount, chunks = chunkBytes(the), bytes = slots * (txSize)sizeof(txSlot) + chunks;
	if (tally.peakSlots < slots)
		tally.peakSlots = slots;
	if (tally.peakChunkBytes < chunks)
		tally.peakChunkBytes = chunks;
	if (tally.peakBytes < bytes)
		tally.peakBytes = bytes;
}

static void talliedCollect(txMachine* the, txFlag flag)
{
	if (!the->deviceMemory || !(the->collectFlag & XS_COLLECTING_FLAG)) {
		engineCollect(the, flag);
		return;
	}
	notePeaks(the);
	txSize slots = the->currentHeapCount, chunks = chunkBytes(the);
	engineCollect(the, flag);
	tally.freedSlots += slots - the->currentHeapCount;
	tally.freedChunkBytes += chunks - chunkBytes(the);
	tally.collections++;
}

void fxCollect(txMachine* the, txFlag flag)
{
	talliedCollect(the, flag);
}

void measureUsage(txMachine* the, Usage* usage)
{
	notePeaks(the);
	usage->usedSlots = the->currentHeapCount;
	usage->usedChunkBytes = chunkBytes(the);
	usage->slots = tally.freedSlots + usage->usedSlots;
	usage->chunkBytes = tally.freedChunkBytes + usage->usedChunkBytes;
	usage->peakSlots = tally.peakSlots;
	usage->peakChunkBytes = tally.peakChunkBytes;
	usage->peakBytes = tally.peakBytes;
	usage->collections = tally.collections;
}
