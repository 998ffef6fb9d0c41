// In place of "mote-mqtt/socket": the TCP of the machine of the case that runs.
import { TCP } from "../../../client/host.js";

export default class extends TCP {
	readInto(bytes, at, count) {
		return this.read(bytes.subarray(at, at + count));
	}
}
