// In place of "mote-mqtt/socket": the TCP of the machine of the case that runs.
import { StandardTCP } from "../../../mqtt311/host.js";

export default class extends StandardTCP {
	readInto(bytes, at, count) {
		return this.read(bytes.subarray(at, at + count));
	}
}
