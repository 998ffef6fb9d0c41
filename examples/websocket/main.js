// A press in a factory whose network allows only web traffic. It counts its parts and reports to a broker
// behind a web server that requires a token.

import config from "mc/config";
import { Client } from "mote-mqtt";
import { tcp } from "mote-mqtt/tcp";
import { websocket } from "mote-mqtt/websocket";
import Timer from "timer";

const count = Number(config.count) || Number.POSITIVE_INFINITY; // 0: no limit
let parts = 0;

const client = new Client({
	// For a web server with HTTPS, use tls({ certificate }) instead of tcp: see README.md.
	...websocket(tcp, {
		path: config.path,
		// Called before each connection, so that an expired token can be replaced.
		headers: () => ({ Authorization: `Bearer ${config.token}` }),
	}),
	host: config.host,
	port: Number(config.port),
	id: config.id,
	clean: false,
	will: { topic: `presses/${config.id}/status`, message: "offline", QoS: 1, retain: true },
	birth: { topic: `presses/${config.id}/status`, message: "online", QoS: 1, retain: true },
	onConnect(session) {
		trace("connected, session ", session.present ? "present\n" : "new\n");
	},
	onSettled() {
		if (!parts) return;
		trace("settled: ", parts, "\n");
		if (parts === count) client.disconnect();
	},
	onDisconnect(reason) {
		trace("disconnected: ", reason.text, "\n");
		if (reason.retry === undefined) Timer.clear(timer);
	},
});

// Only the newest count matters, so it replaces one that is still queued.
const topic = client.topic(`presses/${config.id}/parts`, { QoS: 1, retain: true, latestOnly: true });

// On a board, count the pulses of a pin.
const timer = Timer.repeat(() => {
	if (parts === count) return;
	topic.publish(String(++parts));
}, Number(config.interval));
