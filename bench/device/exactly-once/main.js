// Measures what QoS 2 allocates: `count` published and `count` received messages, each through PUBCOMP, with the
// garbage collector off. The last operation is a control that does allocate.

import probe from "simulator:probe";
import config from "mc/config";
import { Client as Client311 } from "mote-mqtt";
import { ExactlyOnce } from "mote-mqtt/exactly-once";
import { Client as Client5 } from "mote-mqtt/mqtt5";
import { tcp } from "mote-mqtt/tcp";
import { Peer } from "peer";

const WARM_UP = 64;
const BURST = 4;

const is5 = config.version === 5;
const Client = is5 ? Client5 : Client311;
const app = { peer: undefined, is5, turn };
const payload = new Uint8Array(16);

const client = new Client({
	...tcp,
	host: "10.0.0.1",
	socket: { io: Peer, app },
	exactlyOnce: new ExactlyOnce(),
	onConnect() {
		next();
	},
	onMessage() {
		done++;
	},
	onSettled() {
		done = asked;
	},
	onDisconnect(reason) {
		fail(reason.text);
	},
});
const topic = client.topic("out", { QoS: 2 });

const operations = [
	operation("publish-qos2", undefined, publish),
	operation("receive-qos2", receive, undefined),
	operation("control", undefined, publishText),
];

function operation(name, start, more) {
	const count = Number(config.count);
	return { name, start, more, count, slots: 0, chunkBytes: 0, cHeapBytes: 0, socketWrites: 0, collections: 0 };
}

function publish() {
	if (done !== asked) return;
	for (let i = 0; i < BURST && asked < goal; i++) {
		asked++;
		if (topic.publish(payload) <= 0) fail("not published");
	}
}

/** Allocates on purpose: a string takes slots and chunks, `try` takes C heap. */
function publishText() {
	if (done !== asked) return;
	asked++;
	try {
		if (topic.publish("23.45") <= 0) fail("not published");
	} catch (error) {
		fail(error.message);
	}
}

function receive() {
	app.peer.messages = goal;
}

// Moving from one operation to the next

let index = -1;
let current;
let warm = false;
/** The number of messages to send or receive, those begun, and those complete. */
let goal = 0;
let asked = 0;
let done = 0;

function turn() {
	if (!current) return;
	if (done > goal) fail("more than once");
	else if (done < goal) {
		if (current.more) current.more();
	} else if (app.peer.open) return;
	else if (warm) {
		read(1);
		probe.collector(true);
		next();
	} else {
		warm = true;
		probe.collect();
		probe.collector(false);
		begin(current.count);
		read(-1);
	}
}

/** Starts the next operation, first with some uncounted repetitions. */
function next() {
	current = operations[++index];
	warm = false;
	if (current) return begin(WARM_UP);
	trace(JSON.stringify(operations), "\n");
	client.close();
}

function begin(count) {
	goal = count;
	asked = done = 0;
	if (current.start) current.start();
}

/** Adds or subtracts the counters, depending on the sign. */
function read(sign) {
	current.slots += sign * probe.slots();
	current.chunkBytes += sign * probe.chunkBytes();
	current.cHeapBytes += sign * probe.heapBytes();
	current.socketWrites += sign * app.peer.writes;
	current.collections += sign * probe.collections();
}

function fail(text) {
	trace(current ? current.name : "", ": ", text, "\n");
	probe.exit(1);
}
