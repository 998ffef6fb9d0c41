// "simulator:probe" under the SDK's engine: the counters that exist there, from probe.c; and the environment, which
// is the only way to configure an app without rebuilding it.
export default class {
	static slots() @ "xs_probe_slots";
	static chunkBytes() @ "xs_probe_chunk_bytes";
	static heapBytes() @ "xs_probe_heap_calls";
	static collector(on) @ "xs_probe_collector";
	static collect() @ "xs_probe_collect";
	static environment(name) @ "xs_probe_environment";
	static exit(code) @ "xs_probe_exit";

	/** Always 0, because the collector is off. */
	static collections() {
		return 0;
	}

	/** Only the simulator's sockets are counted. */
	static socketWrites() {
		return 0;
	}
}
