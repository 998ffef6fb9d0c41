// The types of safetcp.js, "mote-mqtt/socket". They import nothing: see native.d.ts.

/**
 * The device's TCP class. Its write() does not throw, and readInto() and writeFrom() access a client's buffers
 * without a window. It implements StandardSocket and Socket.
 */
export default class TCP {
	/** Connects. Callbacks have the socket as `this`. */
	constructor(options: {
		/** IP address. */
		address: string;
		/** The server's name. Not used here. */
		host?: string;
		/** 1 to 65,535. */
		port: number;
		/** Stored in the socket as `target`. */
		target?: unknown;
		/** `count` bytes can be read. They are not announced again. */
		onReadable?(count: number): void;
		/** `count` bytes can be written. The first call means that the socket is connected. */
		onWritable?(count: number): void;
		/** The connection failed or was closed by the peer. */
		onError?(): void;
	});
	/** Fills `into`, for which enough bytes must be available. Returns undefined if there are none. */
	read(into: Uint8Array): unknown;
	/**
	 * Takes all of `bytes`, which must fit the room. Returns the room left, or undefined once the connection has
	 * failed or was closed.
	 */
	write(bytes: Uint8Array): number | undefined;
	/**
	 * Reads `count` available bytes into bytes[at, at + count). Throws a RangeError if the range is outside `bytes`.
	 */
	readInto(bytes: Uint8Array, at: number, count: number): number | undefined;
	/**
	 * Takes bytes[at, at + count), which must fit the room. Returns the room left, or undefined once the connection
	 * has failed or was closed. Throws a RangeError if the range is outside `bytes`, a TypeError if `bytes` is not a
	 * buffer.
	 */
	writeFrom(bytes: Uint8Array, at: number, count: number): number | undefined;
	/** Closes the connection after sending what was written. No callback follows. */
	close(): void;
}
