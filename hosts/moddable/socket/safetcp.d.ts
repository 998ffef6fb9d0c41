// The types of safetcp.js, "mote-mqtt/socket". They import nothing: see native.d.ts.

/**
 * The machine's TCP class, whose write() does not throw, and which can do without a window on a client's buffers: a StandardSocket and
 * a Socket.
 */
export default class TCP {
	/** Connects. Callbacks have the socket as `this`. */
	constructor(options: {
		/** IP address. */
		address: string;
		/** Name of the server, which is of no use here. */
		host?: string;
		/** 1 to 65,535. */
		port: number;
		/** What the socket keeps as its own `target`. */
		target?: unknown;
		/** `count` bytes can be read; not announced again. */
		onReadable?(count: number): void;
		/** `count` bytes can be written; first when connected. */
		onWritable?(count: number): void;
		/** The connection failed or was closed by the peer. */
		onError?(): void;
	});
	/** Fills `into` exactly; there must be as many bytes. Undefined if there are none. */
	read(into: Uint8Array): unknown;
	/** Takes all of `bytes`, which must fit the room; returns the room left, undefined once the connection has failed or was closed. */
	write(bytes: Uint8Array): number | undefined;
	/** Reads `count` bytes, which must be there, into bytes[at, at + count). Throws a RangeError if that is not inside. */
	readInto(bytes: Uint8Array, at: number, count: number): number | undefined;
	/**
	 * Takes bytes[at, at + count), which must fit the room; returns the room left, undefined once the connection has failed or was
	 * closed. Throws a RangeError if that is not inside, a TypeError if these are no bytes.
	 */
	writeFrom(bytes: Uint8Array, at: number, count: number): number | undefined;
	/** Drops the connection after the bytes written; no callback comes after it. */
	close(): void;
}
