// Memory in use, message by message, with the collector on as in life: a sensor's readings at QoS 1, as bytes in a buffer that is made
// once or, for comparison, as a string for each.
import config from "mc/config";
import { Client } from "mote-mqtt";
import { tcp } from "mote-mqtt/tcp";
import { Reading } from "reading";
import probe from "simulator:probe";

const SLOT = 16; // bytes, on a chip
const count = Number(config.count);
const every = Number(config.every);
const publish = config.payload === "text" ? publishText : publishBytes;
const reading = new Reading();

const client = new Client({
	...tcp,
	host: config.host,
	port: Number(config.port),
	id: "bench",
	reconnect: false,
	onConnect() {
		publish();
	},
	onSettled() {
		if (reading.count % every === 0) {
			trace(reading.count, " ", probe.usedSlots() * SLOT + probe.usedChunkBytes(), "\n");
		}
		if (reading.count < count) publish();
		else client.close();
	},
	onDisconnect(reason) {
		trace(reading.count, ": ", reason.text, "\n");
		probe.exit(1);
	},
});

const topic = client.topic("sensors/17/reading", { QoS: 1 });

function publishBytes() {
	reading.sample();
	topic.publish(reading.bytes, reading.length);
}

function publishText() {
	const n = ++reading.count;
	topic.publish(JSON.stringify({ n, celsius: 21.43, volts: 3.291 }));
}
