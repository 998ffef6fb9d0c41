// The operations of bench/device/operations with the SDK's own client, written for ECMA-419. The app reuses
// everything that it can, so that only the client's allocations are counted.

import TCP from "embedded:io/socket/tcp";
import UDP from "embedded:io/socket/udp";
import Resolver from "embedded:network/dns/resolver/udp";
import MQTTClient from "embedded:network/mqtt/client";
import probe from "simulator:probe";
import config from "mc/config";

const WARM_UP = 16;
const count = Number(config.count);

const payload = new ArrayBuffer(16);
const message = new Uint8Array(16);
const order = new Uint8Array(5);
const out0 = { topic: "bench/out", QoS: 0 };
const out1 = { topic: "bench/out", QoS: 1 };
const orders = { topic: "bench/order", QoS: 0 };
const pingRequest = { operation: MQTTClient.PINGREQ };

const operations = [
	operation("publish-qos0", () => client.write(payload, out0), true),
	operation("publish-qos1", () => client.write(payload, out1), true),
	operation("receive-qos0", () => receive(0), false),
	operation("receive-qos1", () => receive(1), false),
	operation("ping", () => client.write(null, pingRequest), true),
];

/** `each`: `begin` does one operation; otherwise it requests as many as are to be done. */
function operation(name, begin, each) {
	return { name, begin, each, count, slots: 0, chunkBytes: 0 };
}

let index = 0;
let current = operations[0];
let warm = false;
let goal = WARM_UP;
let done = 0;

const client = new MQTTClient({
	socket: { io: TCP },
	dns: { io: Resolver, servers: ["127.0.0.1"], socket: { io: UDP } },
	host: config.host,
	port: Number(config.port),
	id: "bench",
	onControl({ operation }) {
		if (operation === MQTTClient.CONNACK)
			this.write(null, { operation: MQTTClient.SUBSCRIBE, items: [{ topic: "bench/in", QoS: 1 }] });
		else if (operation === MQTTClient.SUBACK) current.begin();
		else if (operation === MQTTClient.PUBACK || operation === MQTTClient.PINGRESP) next();
	},
	onReadable() {
		client.read(message);
		next();
	},
	onWritable() {
		if (done < goal && current.name === "publish-qos0") next();
	},
	onError(error) {
		trace(`${current.name}: ${error}\n`);
		probe.exit(1);
	},
});

function receive(QoS) {
	order[0] = QoS;
	order[3] = goal >> 8;
	order[4] = goal;
	client.write(order, orders);
}

function next() {
	done++;
	if (done < goal) {
		if (current.each) current.begin();
		return;
	}
	done = 0;
	if (warm) {
		read(1);
		probe.collector(true);
		current = operations[++index];
		if (!current) {
			trace(JSON.stringify(operations), "\n");
			probe.exit(0);
		}
		warm = false;
		goal = WARM_UP;
	} else {
		warm = true;
		goal = count;
		probe.collect();
		probe.collector(false);
	}
	// A request is not counted; its result is.
	if (!current.each) current.begin();
	if (warm) read(-1);
	if (current.each) current.begin();
}

/** Adds the counters, or subtracts them. */
function read(sign) {
	current.slots += sign * probe.slots();
	current.chunkBytes += sign * probe.chunkBytes();
}
