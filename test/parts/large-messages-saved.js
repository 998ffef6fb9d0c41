// Clients whose sessions are saved and restored while a large message is queued.
import { Client } from "mote-mqtt";
import { LargeMessages } from "mote-mqtt/large-messages";
import { Client as Client5 } from "mote-mqtt/mqtt5";
import { savedSize, saveSession } from "mote-mqtt/saved-session";
import { Host, KEPT } from "../mqtt311/host.js";

export const VERSIONS = Object.freeze(["3.1.1", "5.0"]);

/** CONNACK: accepted, session present. */
export const PRESENT = Object.freeze({ "3.1.1": "20 02 01 00", "5.0": "20 03 01 00 00" });

/** A client on a machine that has just started. */
export function begin(version, more) {
	const host = new Host({ room: 100 });
	const options = host.options({ ...KEPT, ...more });
	options.onOutcome = (identifier, code) => host.log.push(`outcome ${identifier} ${code}`);
	host.made = version === "5.0" ? new Client5(options) : new Client(options);
	host.topic = host.made.topic("a", { QoS: 1 });
	host.large = new LargeMessages(32);
	host.collect(500);
	return host;
}

/** The saved session of the host's client. */
export function saved({ made }) {
	const bytes = new Uint8Array(savedSize(made));
	saveSession(made, bytes);
	return bytes;
}
