// Hot path. "mote-mqtt/socket": the device's TCP with a write() that does not throw, and with methods that access a
// client's buffers without a window. If data and the end of the connection arrive together, lwIP's class calls
// onReadable, and write() throws there. In a callback, that reboots the device. The exception is caught in C, because
// a `try` in JavaScript takes C heap for each write.
import TCP from "embedded:io/socket/tcp";

/** TCP whose write() returns undefined once the connection has failed. */
export default class SafeTCP extends TCP {
	constructor(options) {
		// The SDK's sockets would report "connect error", or less.
		if (options.address?.includes(":")) throw new Error("IPv6 is not supported");
		super(options);
		/** Used by the C functions. */
		this.window = newWindow();
	}

	write(bytes) @ "xs_mote_socket_write";

	/**
	 * Reads `count` available bytes into bytes[at, at + count). Throws a RangeError if the range is outside `bytes`.
	 */
	readInto(bytes, at, count) @ "xs_mote_socket_read_into";

	/**
	 * Writes bytes[at, at + count), which must fit the room. Returns the room left, or undefined once the connection
	 * has failed or was closed. Throws a RangeError if the range is outside `bytes`, a TypeError if `bytes` is not a
	 * buffer, and nothing else.
	 */
	writeFrom(bytes, at, count) @ "xs_mote_socket_write_from";
}

function newWindow() @ "xs_mote_socket_new_window";
