// The types of kept-memory.js, "mote-mqtt/kept-memory".

/** Memory that outlives a deep sleep, and a reset; not a loss of power. Whoever writes last has all of it. */
export const keptMemory: {
	/** How many bytes can be kept: 376 on ESP8266, 2,048 on ESP32 and in the simulators. */
	readonly size: number;
	/** What was written last, in a new Uint8Array; undefined if there is nothing, or if it is not whole. */
	read(): Uint8Array | undefined;
	/** Keeps bytes, instead of those kept before. Throws TypeError if they are none, RangeError if they are more than `size`. */
	write(bytes: Uint8Array): void;
	/** From now on there is nothing to read. */
	clear(): void;
};
