// What a mocha tells the run of all tests that started it (run.js), as lines of JSON on a pipe of their own; nothing, if there is none.
import { writeSync } from "node:fs";

const descriptor = Number(process.env.MOTE_TEST_EVENTS);

/** Tells an event, if anybody wants to know. */
export function tell(event) {
	if (!descriptor) return;
	const bytes = Buffer.from(`${JSON.stringify(event)}\n`);
	for (let at = 0; at < bytes.length; ) {
		try {
			at += writeSync(descriptor, bytes, at);
		} catch (error) {
			if (error.code !== "EAGAIN") throw error;
		}
	}
}
