// What a connected client holds in memory.
import config from "mc/config";
import { Client } from "mote-mqtt";
import { tcp } from "mote-mqtt/tcp";
import probe from "simulator:probe";
import Timer from "timer";

const buffers = { send: 512, receive: 512, unacknowledged: 1024 };
const port = Number(config.port);
const used = { slots: 0, chunkBytes: 0 };
let client;
let topic;

// Once for nothing, so that what is made at first use is there.
read(1);
read(-1);
read(-1);
connect();

function connect() {
	client = new Client({ ...tcp, host: config.host, port, id: "bench", keepAlive: 60_000, buffers, onConnect, onMessage });
	topic = client.topic("bench/topic", { QoS: 1 });
}

function onConnect() {
	// Not within the client's call: then nothing of it is on the stack.
	Timer.set(connected, 1);
}

function onMessage() {}

function connected() {
	read(1);
	trace(JSON.stringify({ ...used, buffers, bits: probe.bits(), topic: topic.publish() }), "\n");
	client.close();
}

/** Adds what is in use, or takes it off. */
function read(sign) {
	probe.collect();
	used.slots += sign * probe.usedSlots();
	used.chunkBytes += sign * probe.usedChunkBytes();
}
