// On a device: publishes numbered messages to numbers/out and receives as many from numbers/in, over any number of
// connections. Then disconnects and reports.

import { machine } from "machine";
import config from "mc/config";
import { Client } from "mote-mqtt";

const count = Number(config.count);
const payload = new Uint8Array(2);
let published = 0;
let received = 0;
let again = 0;
let early = 0;
let connections = 0;
let subscribed = false;

const client = new Client({
	...machine,
	host: config.host,
	port: Number(config.port),
	id: "device",
	clean: false,
	reconnect: { minimum: 10, maximum: 100 },
	buffers: { send: 64, receive: 64, unacknowledged: 1024 },
	onConnect(session) {
		connections++;
		if (!session.present) client.subscribe("numbers/in", { QoS: 1 });
	},
	onSubscribe() {
		subscribed = true;
		publish();
	},
	onSettled() {
		publish();
		end();
	},
	onMessage(message) {
		const { bytes, start } = message;
		const number = (bytes[start] << 8) | bytes[start + 1];
		if (number === received) received++;
		else if (number < received) again++;
		else early++;
		end();
	},
	onDisconnect(reason) {
		trace("disconnected: ", reason.text, "\n");
		if (reason.retry !== undefined) return;
		trace(JSON.stringify({ published, received, again, early, connections, settled: client.settled }), "\n");
	},
});
const topic = client.topic("numbers/out", { QoS: 1 });

/** Publishes as many as there is room for; the others when those are acknowledged. */
function publish() {
	while (subscribed && published < count) {
		payload[0] = published >> 8;
		payload[1] = published;
		if (topic.publish(payload) < 0) return;
		published++;
	}
}

function end() {
	if (published === count && received === count && client.settled) client.disconnect();
}
