// "mote-mqtt/deep-sleep" on a device and in the simulators. The simulators cannot sleep and exit instead.

/**
 * Puts the chip into deep sleep. It wakes up with a restart: only the contents of `mote-mqtt/kept-memory` survive.
 * Does not return.
 * @param milliseconds 1 to 2,147,483,647 (24 days); on ESP8266, to 4,294,967 (71 minutes). Else throws a RangeError.
 */
export function deepSleep(milliseconds) @ "xs_mote_deep_sleep";

/**
 * Whether the chip has just woken up from deep sleep: false after power-on or a crash, and always false in the
 * simulators.
 */
export function wokeUp() @ "xs_mote_woke_up";
