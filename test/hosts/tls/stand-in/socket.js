// In place of "mote-mqtt/socket": the TCP of the machine of the case that runs.
import { TCP } from "../../../client/host.js";

export default TCP;
