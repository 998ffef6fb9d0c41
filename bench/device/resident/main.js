// Measures what a connected client holds: the memory in use with it minus the memory in use before.

import probe from "simulator:probe";
import config from "mc/config";
import { Client as Client311 } from "mote-mqtt";
import { Client as Client5 } from "mote-mqtt/mqtt5";
import { tcp } from "mote-mqtt/tcp";
import Timer from "timer";

const Client = config.version === 5 ? Client5 : Client311;
const buffers = { send: 512, receive: 512, unacknowledged: 1024 };
const port = Number(config.port);
let slots = 0;
let chunkBytes = 0;
let client;
let topic;

function connect() {
	client = new Client({
		...tcp,
		host: config.host,
		port,
		id: "bench",
		keepAlive: 60_000,
		buffers,
		onConnect,
		onMessage,
		onDisconnect,
	});
	topic = client.topic("bench/topic", { QoS: 1 });
}

function onConnect() {}

function onMessage() {}

function onDisconnect(reason) {
	trace(reason.text, "\n");
	probe.exit(1);
}

/** Adds or subtracts the memory in use. */
function read(sign) {
	probe.collect();
	slots += sign * probe.usedSlots();
	chunkBytes += sign * probe.usedChunkBytes();
}

// Both readings are taken in the same function, so that the app's own timer and functions are in both.
const timer = Timer.repeat(() => {
	if (!client) {
		read(-1);
		connect();
	} else if (client.connected) {
		read(1);
		trace(JSON.stringify({ slots, chunkBytes, buffers, topic: topic.publish() }), "\n");
		client.close();
		Timer.clear(timer);
	}
}, 10);
