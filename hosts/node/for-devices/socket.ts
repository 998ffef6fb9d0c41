// "mote-mqtt/socket" in Node.js.
import { refuse } from "./refuse.js";

export default refuse("mote-mqtt/socket");
