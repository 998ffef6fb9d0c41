// A meter that sends its count to one broker only, and only over TLS: the broker shows a certificate of an authority of its owner's, and
// the meter shows its own.

import Resource from "Resource";
import config from "mc/config";
import { Client } from "mote-mqtt";
import { tls } from "mote-mqtt/tls";
import Timer from "timer";

const count = Number(config.count) || Number.POSITIVE_INFINITY; // 0: for ever
let total = 0;

const client = new Client({
	...tls({
		certificate: new Resource("authority.der"),
		serverName: config.serverName,
		clientCertificates: [new Resource("meter.der")],
		clientKey: new Resource("meter-key.der"),
		onSession(session) {
			// Connecting again resumes it. To do so after deep sleep, too, keep these bytes.
			trace("TLS session of ", session.length, " bytes\n");
		},
	}),
	host: config.host,
	port: Number(config.port),
	id: config.id,
	clean: false,
	onConnect(session) {
		trace("connected, session ", session.present ? "present\n" : "new\n");
	},
	onSettled() {
		trace("settled: ", total, "\n");
		if (total === count) client.disconnect();
	},
	onDisconnect(reason) {
		trace("disconnected: ", reason.text, "\n");
		if (reason.retry === undefined) Timer.clear(timer);
	},
});

// Only the newest total is of use: of those that wait, it takes the others' place.
const topic = client.topic(`meters/${config.id}/total`, { QoS: 1, retain: true, latestOnly: true });

// On a board, count what a pin tells.
const timer = Timer.repeat(() => {
	if (total === count) return;
	topic.publish(String(++total));
}, Number(config.interval));
