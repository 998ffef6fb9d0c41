// "mote-mqtt/deep-sleep" in Node.js, which cannot sleep and ends instead, as the simulators do.

const LONGEST = 2_147_483_647;

/**
 * Turns the chip off for a time, from which it wakes with a restart: only `mote-mqtt/kept-memory` keeps what it was given. Does not
 * return. In the simulators and in Node.js, it says how long the sleep would be, and ends the program with exit code 0. On ESP8266,
 * GPIO16 has to be wired to RST, or it does not wake.
 * @param milliseconds 1 to 2,147,483,647 (24 days); on ESP8266, to 4,294,967 (71 minutes). Else throws RangeError.
 * @example deepSleep(60_000);
 */
export function deepSleep(milliseconds: number): never {
	if (!Number.isInteger(milliseconds) || milliseconds < 1 || milliseconds > LONGEST) {
		throw new RangeError(`milliseconds: expected a whole number from 1 to ${LONGEST}`);
	}
	console.error(`no deep sleep here: start again in ${milliseconds} ms`);
	process.exit(0);
}

/**
 * Whether the chip has started because a deep sleep was over: not after power-on or a crash; in the simulators and in Node.js, never.
 * @example if (!wokeUp()) trace("power-on\n");
 */
export function wokeUp(): boolean {
	return false;
}
