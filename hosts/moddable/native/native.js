// Hot path. "mote-mqtt/native" on a device and in the simulators: simple operations on many bytes, in C. Frozen, so
// that it stays in flash.

export const native = Object.freeze({
	/** Whether bytes[start, end) is a Topic Name (section 4.7): well-formed UTF-8, at least one character, no U+0000, no wildcard. */
	isTopicName(bytes, start, end) @ "xs_mote_native_is_topic_name",

	/** Whether bytes[start, end) equals others[at, at + end - start). */
	isSame(bytes, start, end, others, at) @ "xs_mote_native_is_same",

	/**
	 * The offset in table[at, end), the client's table of filters, of the next entry that has a handler and matches
	 * names[start, stop) (section 4.7); -1 if there is none.
	 */
	findMatch(table, at, end, names, start, stop) @ "xs_mote_native_find_match",
});
