// A machine for one client of 5.0, and its server, controlled by the test: as in test/mqtt311/host.js.
import { Client } from "mote-mqtt/mqtt5";
import { Host } from "../mqtt311/host.js";

/** CONNECT of a client with default options, except a receive buffer of 128 bytes, so Maximum Packet Size is 128. */
export const CONNECT = '10 12 00 04 "MQTT" 05 02 00 3C 05 27 00 00 00 80 00 00';
/** CONNACK: accepted, no session present, no properties. */
export const ACCEPTED = "20 03 00 00 00";
/** CONNACK: accepted, session present, no properties. */
export const PRESENT = "20 03 01 00 00";
/** Options of a client whose session the server keeps. */
export const KEPT = Object.freeze({ id: "me", clean: false });

/** Host, for a client of 5.0. */
export class Host5 extends Host {
	client(options) {
		// In steps, because a device's stack is small, and spreading takes a lot of it.
		const all = this.options(options);
		if (!("onOutcome" in all)) all.onOutcome = (identifier, code) => this.log.push(`published ${identifier} ${code}`);
		this.made = new Client(all);
		return this.made;
	}

	// Without Host's method, because a device's stack is small.
	online(options, connack = ACCEPTED) {
		const client = this.client(options);
		this.meet();
		this.send(connack);
		this.writes.length = this.log.length = 0;
		return client;
	}

	again(connack = ACCEPTED) {
		this.meet();
		this.send(connack);
	}
}
