// Hot path. "mote-mqtt/frames" on a device and in the simulators: simple operations of "mote-mqtt/websocket" on many
// bytes, in C. Frozen, so that it stays in flash.

export const frames = Object.freeze({
	/**
	 * Writes a masked frame (RFC 6455 section 5.2) with the payload bytes[at, at + count) into `into`, which must
	 * have room for eight bytes more. The masking key is new and unpredictable. `first` is the frame's first byte.
	 * Returns the frame's size.
	 */
	frame(into, first, bytes, at, count) @ "xs_mote_frames_frame",

	/**
	 * The onReadable callback of the underlying socket, whose `target` is the WebSocket: see
	 * hosts/node/websocket/frames.ts.
	 */
	onReadable(count) @ "xs_mote_frames_on_readable",

	/** The WebSocket's readInto() method: see hosts/node/websocket/frames.ts. */
	readInto(bytes, at, count) @ "xs_mote_frames_read_into",

	/** Fills bytes[at, at + count) with unpredictable random bytes. */
	draw(bytes, at, count) @ "xs_mote_frames_draw",

	/**
	 * Writes Sec-WebSocket-Key (24 characters) and the Sec-WebSocket-Accept that must answer it (28) after the nonce
	 * in bytes[0, 16) (section 4.2.2).
	 */
	answer(bytes) @ "xs_mote_frames_answer",
});
