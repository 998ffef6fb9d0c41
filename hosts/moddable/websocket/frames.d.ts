// The types of frames.js, "mote-mqtt/frames".

/** The functions of "mote-mqtt/websocket" that are in C on a device: see hosts/websocket/frames.ts. */
export const frames: {
	/**
	 * Writes a masked frame (RFC 6455 section 5.2) with the payload bytes[at, at + count) into `into`. Returns its
	 * size.
	 */
	frame(into: Uint8Array, first: number, bytes: Uint8Array, at: number, count: number): number;
	/** The onReadable callback of the underlying socket, whose `target` is the WebSocket. */
	onReadable(this: { readonly target: object }, count: number): void;
	/** The WebSocket's readInto() method. */
	readInto(this: object, bytes: Uint8Array, at: number, count: number): unknown;
	/** Fills bytes[at, at + count) with unpredictable random bytes. */
	draw(bytes: Uint8Array, at: number, count: number): void;
	/**
	 * Writes Sec-WebSocket-Key and the Sec-WebSocket-Accept that must answer it after the nonce in bytes[0, 16)
	 * (section 4.2.2).
	 */
	answer(bytes: Uint8Array): void;
};
