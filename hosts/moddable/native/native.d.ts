// The types of native.js, "mote-mqtt/native". They import nothing, because it depends on the app's manifests which
// module of a device's build exports the client's types.

/**
 * For a client's option `native`, if the options do not include `...tcp`, which sets it. Without it, the client does
 * the same in JavaScript.
 */
export const native: {
	/** Whether bytes[start, end) is a Topic Name (section 4.7). */
	isTopicName(bytes: Uint8Array, start: number, end: number): boolean;
	/** Whether bytes[start, end) equals others[at, at + end - start). */
	isSame(bytes: Uint8Array, start: number, end: number, others: Uint8Array, at: number): boolean;
	/**
	 * The offset in table[at, end), a table of filters, of the next entry that has a handler and whose filter matches
	 * names[start, stop); -1 if there is none.
	 */
	findMatch(table: Uint8Array, at: number, end: number, names: Uint8Array, start: number, stop: number): number;
};
