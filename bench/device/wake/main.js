// A wake: 12 readings of 40 bytes are queued at QoS 1 when the radio comes on. The device connects, publishes them,
// and disconnects when all are acknowledged. A second wake uses what the first one has learned: the TLS session, and
// with a saved session the server's address.
import config from "mc/config";
import { Client } from "mote-mqtt";
import { Eager } from "mote-mqtt/eager";
import { restoreSession, savedSize, saveSession } from "mote-mqtt/saved-session";

const READINGS = 12;
const reading = new Uint8Array(40).fill(0x35);
let wakes = Number(config.wakes);
/** A saved session, if the run uses one. */
let saved;

function wake(transport) {
	wakes--;
	const client = new Client({
		...transport(),
		host: config.host,
		port: Number(config.port),
		id: "sensor-17",
		clean: false,
		reconnect: false,
		...(Number(config.eager) && { eager: new Eager() }),
		onDisconnect(reason) {
			if (reason.code) trace(reason.text, "\n");
			if (Number(config.saved)) {
				saved = new Uint8Array(savedSize(client));
				saveSession(client, saved);
			}
			if (wakes) wake(transport);
		},
	});
	if (saved) restoreSession(client, saved);
	const topic = client.topic("sensors/17/reading", { QoS: 1 });
	for (let i = 0; i < READINGS; i++) topic.publish(reading);
	client.disconnect();
}

import(config.over).then(({ transport }) => wake(transport));
