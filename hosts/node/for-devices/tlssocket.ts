// "mote-mqtt/tlssocket" in Node.js.
import { refuse } from "./refuse.js";

export default refuse("mote-mqtt/tlssocket");
