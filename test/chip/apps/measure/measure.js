// What a chip can tell of itself: how much is used now, and how long it has run.

/** Slots and bytes of chunks that are in use, or are garbage that was not collected yet. */
export function slots() @ "mote_measure_slots";
export function chunkBytes() @ "mote_measure_chunk_bytes";
/** The most that were in use at any time since paintStack(), with the garbage that was not collected yet. */
export function peakSlots() @ "mote_measure_peak_slots";
export function peakChunkBytes() @ "mote_measure_peak_chunk_bytes";
/** Bytes of the C heap that are in use, counted from anywhere. */
export function heapBytes() @ "mote_measure_heap_bytes";
/** Bytes of the C heap that are free, and the fewest there ever were. */
export function freeHeap() @ "mote_measure_free_heap";
export function leastFreeHeap() @ "mote_measure_least_free_heap";
/** Microseconds, modulo 2 to the power of 31. */
export function microseconds() @ "mote_measure_microseconds";
/** From now on, stackSlots() and the peaks count anew. */
export function paintStack() @ "mote_measure_paint_stack";
/** The most slots of the stack that were in use since then. */
export function stackSlots() @ "mote_measure_stack_slots";
/** The fewest bytes of the native stack that were ever free. */
export function leastFreeNativeStack() @ "mote_measure_least_free_native_stack";
/** All that is garbage goes. */
export function collect() @ "mote_measure_collect";
