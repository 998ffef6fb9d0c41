// "simulator:probe" under the SDK's engine: what of it can be told there, in probe.c; and the environment, as an app cannot be told
// anything else without building it anew.
export default class {
	static slots() @ "xs_probe_slots";
	static chunkBytes() @ "xs_probe_chunk_bytes";
	static heapBytes() @ "xs_probe_heap_calls";
	static collector(on) @ "xs_probe_collector";
	static collect() @ "xs_probe_collect";
	static environment(name) @ "xs_probe_environment";
	static exit(code) @ "xs_probe_exit";

	/** There are none while the collector is off. */
	static collections() {
		return 0;
	}

	/** Only the simulator's own sockets are counted. */
	static socketWrites() {
		return 0;
	}
}
