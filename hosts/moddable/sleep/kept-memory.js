// "mote-mqtt/kept-memory" on a device and in the simulators: memory that survives a deep sleep. On the chips it is
// memory of the real-time clock, in the simulators a file.

/**
 * Memory that survives a deep sleep and a reset, but not a loss of power. There is one value: each write replaces all
 * of it.
 */
export const keptMemory = Object.freeze({
	/** How many bytes can be kept: 376 on ESP8266, 2,048 on ESP32 and in the simulators. */
	get size() @ "xs_mote_kept_memory_size",

	/** The bytes that were written last, in a new Uint8Array; undefined if there are none or they are damaged. */
	read() {
		const buffer = load();
		return buffer && new Uint8Array(buffer);
	},

	/**
	 * Keeps bytes, in place of those kept before. Throws a TypeError if `bytes` is not a buffer, a RangeError if it
	 * is longer than `size`.
	 */
	write(bytes) @ "xs_mote_kept_memory_write",

	/** Deletes what was kept: read() returns undefined afterwards. */
	clear() @ "xs_mote_kept_memory_clear",
});

function load() @ "xs_mote_kept_memory_load";
