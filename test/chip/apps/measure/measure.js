// What a chip can report about itself: how much memory is in use, and how long it has run.

/** Slots and bytes of chunks in use, including uncollected garbage. */
export function slots() @ "mote_measure_slots";
export function chunkBytes() @ "mote_measure_chunk_bytes";
/** The maximum since paintStack(), including uncollected garbage. */
export function peakSlots() @ "mote_measure_peak_slots";
export function peakChunkBytes() @ "mote_measure_peak_chunk_bytes";
/** Bytes of the C heap in use, from an arbitrary origin. */
export function heapBytes() @ "mote_measure_heap_bytes";
/** Free bytes of the C heap: now, and the minimum so far. */
export function freeHeap() @ "mote_measure_free_heap";
export function leastFreeHeap() @ "mote_measure_least_free_heap";
/** Microseconds, modulo 2 to the power of 31. */
export function microseconds() @ "mote_measure_microseconds";
/** Restarts stackSlots() and the peaks. */
export function paintStack() @ "mote_measure_paint_stack";
/** The maximum number of stack slots in use since then. */
export function stackSlots() @ "mote_measure_stack_slots";
/** The minimum of free bytes of the native stack so far. */
export function leastFreeNativeStack() @ "mote_measure_least_free_native_stack";
/** Collects garbage. */
export function collect() @ "mote_measure_collect";
