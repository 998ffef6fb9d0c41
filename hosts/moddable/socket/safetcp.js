// "mote-mqtt/socket": the machine's TCP, made safe, and with methods that spare a client a window on its buffers. Hot path.
// When data and the end of the connection arrive together, lwIP's class calls onReadable, and there write() throws: in a callback, that is
// a reboot. To catch it here would take C heap for each write, as `try` does in XS; in C it takes none.
import TCP from "embedded:io/socket/tcp";

/** TCP whose write() returns undefined once the connection has failed. */
export default class SafeTCP extends TCP {
	constructor(options) {
		// The SDK's sockets would say "connect error", or less.
		if (options.address?.includes(":")) throw new Error("no IPv6 on this machine");
		super(options);
		/** For the functions in C. */
		this.window = newWindow();
	}

	write(bytes) @ "xs_mote_socket_write";

	/** Reads `count` bytes, which must be there, into bytes[at, at + count). Throws a RangeError if that is not inside. */
	readInto(bytes, at, count) @ "xs_mote_socket_read_into";

	/**
	 * Writes bytes[at, at + count), which must fit the room; returns the room left, undefined once the connection has failed or was
	 * closed. Throws a RangeError if that is not inside, a TypeError if these are no bytes, and nothing else.
	 */
	writeFrom(bytes, at, count) @ "xs_mote_socket_write_from";
}

function newWindow() @ "xs_mote_socket_new_window";
