// The same functions for the simulated device, as far as possible. Times there are meaningless.
import probe from "simulator:probe";

export const slots = probe.slots;
export const chunkBytes = probe.chunkBytes;
export const heapBytes = probe.heapBytes;
export const collect = probe.collect;
export const none = () => 0;
export {
	none as freeHeap,
	none as leastFreeHeap,
	none as microseconds,
	none as leastFreeNativeStack,
	none as paintStack,
	none as stackSlots,
};
