// "mote-mqtt/native" in Node.js.
import { refuse } from "./refuse.js";

export const native = refuse("mote-mqtt/native");
