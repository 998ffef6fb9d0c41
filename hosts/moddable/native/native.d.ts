// The types of native.js, "mote-mqtt/native".
import type { Native } from "mote-mqtt";

/** For the option `native` of a client, where that is not made from `...tcp`, which has it: without, it does the same in JavaScript. */
export const native: Native;
