// Replaces "mote-mqtt/socket" by the TCP of the running case's machine.
import { StandardTCP } from "../../../mqtt311/host.js";

export default class extends StandardTCP {
	readInto(bytes, at, count) {
		return this.read(bytes.subarray(at, at + count));
	}
}
