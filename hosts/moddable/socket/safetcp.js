// "mote-mqtt/socket": the machine's TCP, made safe. When data and the end of the connection arrive together, lwIP's class calls
// onReadable, and there write() throws: in a callback, that is a reboot. To catch it here would take C heap for each write, as
// `try` does in XS; in C it takes none.
import TCP from "embedded:io/socket/tcp";

/** TCP whose write() returns undefined once the connection has failed. */
export default class SafeTCP extends TCP {
	write(bytes) @ "xs_mote_socket_write";

	/** For the function in C. */
	writeOrThrow(bytes) {
		return super.write(bytes);
	}
}
