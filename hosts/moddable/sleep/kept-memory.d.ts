// The types of kept-memory.js, "mote-mqtt/kept-memory".

/**
 * Memory that survives a deep sleep and a reset, but not a loss of power. There is one value: each write replaces all
 * of it.
 */
export const keptMemory: {
	/** How many bytes can be kept: 376 on ESP8266, 2,048 on ESP32 and in the simulators. */
	readonly size: number;
	/** The bytes that were written last, in a new Uint8Array; undefined if there are none or they are damaged. */
	read(): Uint8Array | undefined;
	/**
	 * Keeps bytes, in place of those kept before. Throws a TypeError if `bytes` is not a buffer, a RangeError if it
	 * is longer than `size`.
	 */
	write(bytes: Uint8Array): void;
	/** Deletes what was kept: read() returns undefined afterwards. */
	clear(): void;
};
