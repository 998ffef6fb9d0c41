// What each operation of a client costs, over the device's own TCP: ours, then the SDK's, if it is there. An operation is done once in every turn of
// a timer, so that all that follows from one has happened before the next.
import config from "mc/config";
import {
	chunkBytes,
	collect,
	freeHeap,
	heapBytes,
	leastFreeHeap,
	leastFreeNativeStack,
	microseconds,
	paintStack,
	slots,
	stackSlots,
} from "measure";
import { Client } from "mote-mqtt";
import { tcp } from "mote-mqtt/tcp";
import SDKClient from "sdk-client";
import Timer from "timer";

const TOPIC = "chip/measured/operation"; // 23 characters
const TIMES = 16;
const INTERVAL = 30;
/** Turns after the last time: what comes late belongs to it. */
const AFTER = 5;

/** What is measured at present. Its properties are there from the beginning: changing them allocates nothing. */
const now = { client: "", name: "", left: -1, after: 0, call: 0, read: 0, slots: 0, chunkBytes: 0, heapBytes: 0 };
/** How much was in use when this turn began. */
const base = { slots: 0, chunkBytes: 0 };
let run;
let received = 0;
let next;
const payload = new Uint8Array(32).fill(46);

/** A class of sockets whose onReadable is timed. */
const timed = (Socket) =>
	class extends Socket {
		constructor(options) {
			const { onReadable } = options;
			super({
				...options,
				onReadable(count) {
					const start = microseconds();
					onReadable.call(this, count);
					now.read += microseconds() - start;
				},
			});
		}
	};

/** Adds what was allocated since the last turn. Then all garbage goes, so that the collector has no reason to come in between. */
function count() {
	now.slots += slots() - base.slots;
	now.chunkBytes += chunkBytes() - base.chunkBytes;
	collect();
	base.slots = slots();
	base.chunkBytes = chunkBytes();
}

function begin(client, name, operation) {
	Object.assign(now, { client, name, left: TIMES, after: AFTER, call: 0 });
	run = operation;
	received = 0;
	count();
	now.read = now.slots = now.chunkBytes = 0;
	now.heapBytes = heapBytes();
	if (!run) trace("ready\t", client, "\t", name, "\n");
}

function turn() {
	if (now.left < 0) return;
	count();
	if (now.left && run) {
		now.left--;
		const start = microseconds();
		run();
		now.call += microseconds() - start;
	} else if (now.left) {
		// The other side does it.
		if (received >= TIMES) now.left = 0;
	} else if (!now.after--) {
		const taken = [now.slots, now.chunkBytes, heapBytes() - now.heapBytes, now.call, now.read];
		now.left = -1;
		const each = taken.map((value) => value / TIMES);
		trace("measured\t", now.client, "\t", now.name, "\t", each.join("\t"), "\n");
		next();
	}
}

function memory(client) {
	collect();
	const of = [slots(), chunkBytes(), freeHeap(), leastFreeHeap(), stackSlots(), leastFreeNativeStack()];
	trace("memory\t", client, "\t", of.join("\t"), "\n");
	paintStack();
}

const nothing = () => {};

/** One after the other; the next begins when next() is called. */
function* operations() {
	paintStack();
	memory("none");

	const of0 = { QoS: 0 };
	const of1 = { QoS: 1 };
	const client = new Client({
		...tcp,
		socket: { ...tcp.socket, io: timed(tcp.socket.io) },
		host: config.host,
		port: Number(config.port),
		id: "measured-mote",
		onConnect: () => next(),
		onMessage() {
			received++;
		},
		onDisconnect: (reason) => trace("disconnected: ", reason.text, "\n"),
	});
	const topic0 = client.topic(TOPIC, of0);
	const topic1 = client.topic(TOPIC, of1);
	client.subscribe("chip/measured/message", of1);
	yield;
	memory("mote");
	// Some of the first turn is of the first only.
	yield begin("mote", "first turn", nothing);
	yield begin("mote", "turn", nothing);
	yield begin("mote", "publish-qos0", () => topic0.publish(payload));
	yield begin("mote", "publish-qos1", () => topic1.publish(payload));
	yield begin("mote", "receive-qos0");
	yield begin("mote", "receive-qos1");
	memory("mote");
	client.close();

	if (SDKClient) {
		const into = new Uint8Array(payload.length);
		const out0 = { topic: TOPIC, QoS: 0 };
		const out1 = { topic: TOPIC, QoS: 1 };
		const connected = {};
		const sdk = new SDKClient({
			socket: { io: timed(tcp.socket.io) },
			dns: tcp.dns,
			host: config.host,
			port: Number(config.port),
			id: "measured-sdk",
			onControl({ operation }) {
				if (operation === SDKClient.CONNACK) {
					this.write(null, { operation: SDKClient.SUBSCRIBE, items: [{ topic: "chip/measured/message", QoS: 1 }] });
				} else if (operation === SDKClient.SUBACK) connected.next();
			},
			onReadable() {
				this.read(into);
				received++;
			},
			onError: () => trace("disconnected: error\n"),
		});
		connected.next = () => next();
		yield;
		memory("sdk");
		yield begin("sdk", "turn", nothing);
		yield begin("sdk", "publish-qos0", () => sdk.write(payload, out0));
		yield begin("sdk", "publish-qos1", () => sdk.write(payload, out1));
		yield begin("sdk", "receive-qos0");
		yield begin("sdk", "receive-qos1");
		memory("sdk");
		sdk.close();
	}
	trace("end\n");
}

const all = operations();
Timer.repeat(turn, INTERVAL);
next = () => Timer.set(() => all.next());
next();
