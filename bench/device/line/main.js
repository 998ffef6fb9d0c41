// Measures the memory in use after each message, with the garbage collector on: temperatures at QoS 1, written into a
// fixed buffer or, for comparison, as a new string each. The published bytes are the same.

import probe from "simulator:probe";
import config from "mc/config";
import { Client } from "mote-mqtt";
import { tcp } from "mote-mqtt/tcp";

const SLOT = 16; // bytes, on a chip
const ZERO = 0x30;
const count = Number(config.count);
const publish = config.payload === "text" ? publishText : publishBytes;
const payload = Uint8Array.of(0, 0, 0x2e, 0, 0);
let n = 0;

const client = new Client({
	...tcp,
	host: config.host,
	port: Number(config.port),
	id: "bench",
	reconnect: false,
	onConnect() {
		// Connecting leaves garbage, which set-up may do. It is collected before the measurement.
		probe.collect();
		next();
	},
	onSettled: next,
	onDisconnect(reason) {
		trace(n, ": ", reason.text, "\n");
		probe.exit(1);
	},
});

const topic = client.topic("sensors/17/temperature", { QoS: 1 });

function next() {
	if (n === count) return client.close();
	n++;
	publish(2000 + (n % 1000));
	trace(probe.usedSlots() * SLOT + probe.usedChunkBytes(), " ", probe.collections(), "\n");
}

/** Publishes hundredths of a degree, up to 9999, as text like "20.01". */
function publishBytes(value) {
	payload[0] = ZERO + value / 1000;
	payload[1] = ZERO + ((value / 100) % 10);
	payload[3] = ZERO + ((value / 10) % 10);
	payload[4] = ZERO + (value % 10);
	topic.publish(payload);
}

function publishText(value) {
	topic.publish((value / 100).toFixed(2));
}
