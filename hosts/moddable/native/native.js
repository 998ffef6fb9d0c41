// "mote-mqtt/native" on a device, and in the simulators: what a client does with many bytes by few rules, in C. Hot path. Frozen, to stay in flash.

export const native = Object.freeze({
	/** Whether bytes[start, end) is a Topic Name (section 4.7): well-formed UTF-8, at least one character, no U+0000, no wildcard. */
	isTopicName(bytes, start, end) @ "xs_mote_native_is_topic_name",

	/** Whether bytes[start, end) is the same as others[at, at + end - start). */
	isSame(bytes, start, end, others, at) @ "xs_mote_native_is_same",

	/**
	 * Where in table[at, end), a client's filters, the next one begins that has a handler and matches names[start, stop) (section 4.7); -1 if none
	 * does.
	 */
	findMatch(table, at, end, names, start, stop) @ "xs_mote_native_find_match",
});
