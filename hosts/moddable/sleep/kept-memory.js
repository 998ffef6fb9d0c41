// "mote-mqtt/kept-memory" on a device, and in the simulators: memory that outlives a deep sleep. On the chips it is memory of the
// real-time clock, in the simulators a file.

/** Memory that outlives a deep sleep, and a reset; not a loss of power. Whoever writes last has all of it. */
export const keptMemory = Object.freeze({
	/** How many bytes can be kept: 376 on ESP8266, 2,048 on ESP32 and in the simulators. */
	get size() @ "xs_mote_kept_memory_size",

	/** What was written last, in a new Uint8Array; undefined if there is nothing, or if it is not whole. */
	read() {
		const buffer = load();
		return buffer && new Uint8Array(buffer);
	},

	/** Keeps bytes, instead of those kept before. Throws TypeError if they are none, RangeError if they are more than `size`. */
	write(bytes) @ "xs_mote_kept_memory_write",

	/** From now on there is nothing to read. */
	clear() @ "xs_mote_kept_memory_clear",
});

function load() @ "xs_mote_kept_memory_load";
