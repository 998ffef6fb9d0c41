// The types of native.js, "mote-mqtt/native". They import nothing: on a device's build, which module of the package has the others depends on the app's manifests.

/** For the option `native` of a client, where that is not made from `...tcp`, which has it: without, it does the same in JavaScript. It is a Native. */
export const native: {
	/** Whether bytes[start, end) is a Topic Name (section 4.7). */
	isTopicName(bytes: Uint8Array, start: number, end: number): boolean;
	/** Whether bytes[start, end) are the same as those of `others` from `at` on. */
	isSame(bytes: Uint8Array, start: number, end: number, others: Uint8Array, at: number): boolean;
	/** Where in table[at, end), entries of a table of filters, the next one begins that has a handler, and whose filter matches names[start, stop); -1 if there is none. */
	findMatch(table: Uint8Array, at: number, end: number, names: Uint8Array, start: number, stop: number): number;
};
