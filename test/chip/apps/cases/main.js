// A sensor that reports what happens to its connection. It must print the same on the emulated chip and on the
// simulated device.

import { flood } from "flood";
import config from "mc/config";
import { Client } from "mote-mqtt";
import { tcp } from "mote-mqtt/tcp";
import Timer from "timer";

let count = 0;
let refused = false;

const client = new Client({
	...tcp,
	// A name must be looked up; `server` is the name server.
	dns: config.server ? { ...tcp.dns, servers: [config.server] } : tcp.dns,
	host: config.host,
	port: Number(config.port),
	id: "chip",
	clean: false,
	keepAlive: 2_000,
	timeout: 2_000,
	reconnect: { minimum: 200, maximum: 1_000 },
	onConnect(session) {
		trace("connected, session ", session.present ? "present\n" : "new\n");
	},
	onMessage(message) {
		const text = message.text;
		trace("received ", text, "\n");
		if (text !== "flood") return;
		// Stops this client and starts another one.
		Timer.clear(readings);
		client.close();
		flood();
	},
	onDisconnect(reason) {
		trace("disconnected: ", reason.text, "\n");
	},
});
client.subscribe("chip/order", { QoS: 1 });

// Numbered without gaps: a reading without room is tried again.
const topic = client.topic("chip/reading", { QoS: 1 });
const readings = Timer.repeat(() => {
	const full = topic.publish(String(count + 1)) < 0;
	if (!full) count++;
	else if (!refused) trace("no room\n");
	refused = full;
}, Number(config.interval));
