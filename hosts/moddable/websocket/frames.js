// "mote-mqtt/frames" on a device, and in the simulators: what "mote-mqtt/websocket" does with many bytes by few rules, in C. Hot path. Frozen, to stay in flash.

export const frames = Object.freeze({
	/**
	 * Makes a masked frame (RFC 6455 section 5.2) of bytes[at, at + count), with a masking key of its own that nobody can foretell, in `into`, which
	 * has eight bytes more. `first` is its first byte. Returns its size.
	 */
	frame(into, first, bytes, at, count) @ "xs_mote_frames_frame",

	/** The callback of the socket beneath, whose `target` is the WebSocket: see hosts/node/websocket/frames.ts. */
	onReadable(count) @ "xs_mote_frames_on_readable",

	/** readInto() of a WebSocket: see there. */
	readInto(bytes, at, count) @ "xs_mote_frames_read_into",

	/** Fills bytes[at, at + count) with what nobody can foretell. */
	draw(bytes, at, count) @ "xs_mote_frames_draw",

	/** Behind the nonce in bytes[0, 16): Sec-WebSocket-Key, 24 characters, and the Sec-WebSocket-Accept that answers it, 28 (section 4.2.2). */
	answer(bytes) @ "xs_mote_frames_answer",
});
