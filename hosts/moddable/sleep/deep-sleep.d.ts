// The types of deep-sleep.js, "mote-mqtt/deep-sleep".

/**
 * Turns the chip off for a time, from which it wakes with a restart: only `mote-mqtt/kept-memory` keeps what it was given. Does not return.
 * @param milliseconds 1 to 2,147,483,647 (24 days); on ESP8266, 4,294,967 (71 minutes). Else throws RangeError.
 */
export function deepSleep(milliseconds: number): never;

/** Whether the chip has started because a deep sleep was over: not after power-on or a crash, and never in a simulator. */
export function wokeUp(): boolean;
