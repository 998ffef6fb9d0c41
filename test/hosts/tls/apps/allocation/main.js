// What messages at QoS 1 and their acknowledgements allocate over TLS in both directions, with the collector off and
// an ESP8266's memory.

import probe from "simulator:probe";
import { hex } from "bytes";
import config from "mc/config";
import { Client } from "mote-mqtt";
import { tls } from "mote-mqtt/tls";

const WARM_UP = 64;
const payload = new Uint8Array(16);
let left = WARM_UP + config.count;
let received = 0;
let slots = 0;
let chunkBytes = 0;
let heapBytes = 0;

const client = new Client({
	...tls({ certificate: hex(config.certificate) }),
	host: "127.0.0.1",
	port: config.port,
	onConnect() {
		client.subscribe("allocation", { QoS: 1 });
	},
	onMessage() {
		received++;
	},
	onSettled() {
		if (left === config.count) {
			probe.collect();
			probe.collector(false);
			read(-1);
		} else if (left === 0) {
			read(1);
			trace(JSON.stringify({ slots, chunkBytes, heapBytes, received }), "\n");
			client.close();
			return;
		}
		left--;
		topic.publish(payload);
	},
	onDisconnect(reason) {
		trace(reason.text, "\n");
		client.close();
	},
});
const topic = client.topic("allocation", { QoS: 1 });

/** Adds the counters, or subtracts them. */
function read(sign) {
	slots += sign * probe.slots();
	chunkBytes += sign * probe.chunkBytes();
	heapBytes += sign * probe.heapBytes();
}
