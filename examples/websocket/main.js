// A press in a hall whose network lets nothing out but the web: it counts its parts, and tells a broker behind a web server, which wants a token.

import config from "mc/config";
import { Client } from "mote-mqtt";
import { tcp } from "mote-mqtt/tcp";
import { websocket } from "mote-mqtt/websocket";
import Timer from "timer";

const count = Number(config.count) || Number.POSITIVE_INFINITY; // 0: for ever
let parts = 0;

const client = new Client({
	// With tls({ certificate }) in place of tcp, for a web server with HTTPS: see README.md.
	...websocket(tcp, {
		path: config.path,
		// Asked before each connection, so a token that expires may be another one each time.
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

// Only the newest count is of use: of those that wait, it takes the others' place.
const topic = client.topic(`presses/${config.id}/parts`, { QoS: 1, retain: true, latestOnly: true });

// On a board, count what a pin tells.
const timer = Timer.repeat(() => {
	if (parts === count) return;
	topic.publish(String(++parts));
}, Number(config.interval));
