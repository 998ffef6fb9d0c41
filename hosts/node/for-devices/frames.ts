// "mote-mqtt/frames" in Node.js.
import { refuse } from "./refuse.js";

export const frames = refuse("mote-mqtt/frames");
