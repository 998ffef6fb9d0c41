// Clients of 5.0 whose sessions are saved and restored.
import { ExactlyOnce } from "mote-mqtt/exactly-once";
import { savedSize, saveSession } from "mote-mqtt/saved-session";
import { equal } from "../../assert.js";
import { Host5, KEPT } from "../../mqtt5/host.js";

/** CONNACK of a server with only 3.1.1. */
export const REFUSED = "20 02 00 01";

/** Options of a client with QoS 2. */
export function options(more) {
	return { ...KEPT, exactlyOnce: new ExactlyOnce(8), ...more };
}

/** The saved session of the host's client. */
export function saved(host) {
	const bytes = new Uint8Array(savedSize(host.made));
	equal(saveSession(host.made, bytes), bytes.length);
	return bytes;
}

/** The device has slept, and starts again. */
export function awake(more) {
	const host = new Host5({ ticks: 0x7ffffff0 });
	host.client(options(more));
	return host;
}
