// "mote-mqtt/socket": the machine's TCP, made safe. When data and the end of the connection arrive together, lwIP's class calls
// onReadable, and there write() throws: in a callback, that is a reboot. Catching costs 52 bytes of C heap, given back at once;
// the simulator has the same class without.
import TCP from "embedded:io/socket/tcp";

/** TCP whose write() returns undefined once the connection has failed. */
export default class SafeTCP extends TCP {
	override write(bytes: Uint8Array): number | undefined {
		try {
			return super.write(bytes);
		} catch {
			// onError follows.
		}
	}
}
