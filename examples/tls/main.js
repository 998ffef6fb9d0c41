// A meter that sends its count over TLS only, to one broker only. The broker's certificate must come from the
// owner's authority, and the meter has a certificate as well.

import Resource from "Resource";
import config from "mc/config";
import { Client } from "mote-mqtt";
import { tls } from "mote-mqtt/tls";
import Timer from "timer";

const count = Number(config.count) || Number.POSITIVE_INFINITY; // 0: no limit
let total = 0;

const client = new Client({
	...tls({
		certificate: new Resource("authority.der"),
		serverName: config.serverName,
		clientCertificates: [new Resource("meter.der")],
		clientKey: new Resource("meter-key.der"),
		onSession(session) {
			// Reconnecting resumes this session automatically. To resume it after deep sleep, store these
			// bytes.
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

// Only the newest total matters, so it replaces one that is still queued.
const topic = client.topic(`meters/${config.id}/total`, { QoS: 1, retain: true, latestOnly: true });

// On a board, count the pulses of a pin.
const timer = Timer.repeat(() => {
	if (total === count) return;
	topic.publish(String(++total));
}, Number(config.interval));
