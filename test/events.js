// Reports events from mocha to the process that started it (run.js), as lines of JSON on a pipe. Does nothing without
// a pipe.
import { writeSync } from "node:fs";

const descriptor = Number(process.env.MOTE_TEST_EVENTS);

/** Sends an event, if there is a pipe. */
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
