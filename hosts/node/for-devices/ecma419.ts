// "mote-mqtt/ecma419" in Node.js.
import { refuse } from "./refuse.js";

export default refuse("mote-mqtt/ecma419");
