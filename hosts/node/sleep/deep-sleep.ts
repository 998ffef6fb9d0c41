// "mote-mqtt/deep-sleep" in Node.js. Node.js cannot sleep, so the process exits, as in the simulators.

const LONGEST = 2_147_483_647;

/**
 * Puts the chip into deep sleep. It wakes up with a restart: only the contents of `mote-mqtt/kept-memory` survive.
 * Does not return. In the simulators and in Node.js, it prints how long the sleep would be and exits with code 0. An
 * ESP8266 wakes up only if GPIO16 is wired to RST.
 * @param milliseconds 1 to 2,147,483,647 (24 days); on ESP8266, to 4,294,967 (71 minutes). Else throws a RangeError.
 * @example deepSleep(60_000);
 */
export function deepSleep(milliseconds: number): never {
	if (!Number.isInteger(milliseconds) || milliseconds < 1 || milliseconds > LONGEST) {
		throw new RangeError(`milliseconds: expected a whole number from 1 to ${LONGEST}`);
	}
	console.error(`simulated deep sleep: start again in ${milliseconds} ms`);
	process.exit(0);
}

/**
 * Whether the chip has just woken up from deep sleep: false after power-on or a crash, and always false in the
 * simulators and in Node.js.
 * @example if (!wokeUp()) trace("power-on\n");
 */
export function wokeUp(): boolean {
	return false;
}
