// The types of frames.js, "mote-mqtt/frames".

/** What "mote-mqtt/websocket" has in C on a device: see hosts/websocket/frames.ts. */
export const frames: {
	/** Makes a masked frame (RFC 6455 section 5.2) of bytes[at, at + count) in `into`; returns its size. */
	frame(into: Uint8Array, first: number, bytes: Uint8Array, at: number, count: number): number;
	/** The callback of the socket beneath, whose `target` is the WebSocket. */
	onReadable(this: { readonly target: object }, count: number): void;
	/** readInto() of a WebSocket. */
	readInto(this: object, bytes: Uint8Array, at: number, count: number): unknown;
	/** Fills bytes[at, at + count) with what nobody can foretell. */
	draw(bytes: Uint8Array, at: number, count: number): void;
	/** Behind the nonce in bytes[0, 16): Sec-WebSocket-Key, and the Sec-WebSocket-Accept that answers it (section 4.2.2). */
	answer(bytes: Uint8Array): void;
};
