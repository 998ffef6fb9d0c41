// Measures what each operation of a client costs over the device's own TCP: Mote's clients, then the SDK's if it is
// there. An operation is done once per turn of a timer, so that everything that follows from one has happened before
// the next.
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
import { Client as Client311 } from "mote-mqtt";
import { Client as Client5 } from "mote-mqtt/mqtt5";
import { tcp } from "mote-mqtt/tcp";
import SDKClient from "sdk-client";
import Timer from "timer";

const TOPIC = "chip/measured/operation"; // 23 characters
const TIMES = 16;
/** Each takes two seconds. */
const PINGS = 4;
const INTERVAL = 30;
/** Turns after the last repetition, because late allocations belong to it. */
const AFTER = 5;

/** The current measurement. All properties exist from the beginning, so that changing them allocates nothing. */
const now = {
	client: "",
	name: "",
	times: 0,
	left: -1,
	after: 0,
	call: 0,
	read: 0,
	slots: 0,
	chunkBytes: 0,
	heapBytes: 0,
};
/** Memory in use when this turn began. */
const base = { slots: 0, chunkBytes: 0 };
const nothing = () => {};
let run;
let received = 0;
let next;
const payload = new Uint8Array(32).fill(46);

/** A class of sockets whose onReadable is timed and followed by a call. */
const timed = (Socket, then = nothing) =>
	class extends Socket {
		constructor(options) {
			const { onReadable } = options;
			super({
				...options,
				onReadable(count) {
					const start = microseconds();
					onReadable.call(this, count);
					now.read += microseconds() - start;
					then();
				},
			});
		}
	};

/** Timers whose callbacks are timed. */
const timedTimer = {
	repeat: (callback, milliseconds) =>
		Timer.repeat((timer) => {
			const start = microseconds();
			callback(timer);
			now.call += microseconds() - start;
		}, milliseconds),
	schedule: (timer, milliseconds, repeat) => Timer.schedule(timer, milliseconds, repeat),
	clear: (timer) => Timer.clear(timer),
};

/**
 * Adds what was allocated since the last turn. Then collects garbage, so that the collector does not run in between.
 */
function count() {
	now.slots += slots() - base.slots;
	now.chunkBytes += chunkBytes() - base.chunkBytes;
	collect();
	base.slots = slots();
	base.chunkBytes = chunkBytes();
}

function begin(client, name, operation, times = TIMES) {
	Object.assign(now, { client, name, times, left: times, after: AFTER, call: 0 });
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
		if (received >= now.times) now.left = 0;
	} else if (!now.after--) {
		const taken = [now.slots, now.chunkBytes, heapBytes() - now.heapBytes, now.call, now.read];
		now.left = -1;
		const each = taken.map((value) => value / now.times);
		trace("measured\t", now.client, "\t", now.name, "\t", each.join("\t"), "\t", now.times, "\n");
		next();
	}
}

function memory(client) {
	collect();
	const of = [slots(), chunkBytes(), freeHeap(), leastFreeHeap(), stackSlots(), leastFreeNativeStack()];
	trace("memory\t", client, "\t", of.join("\t"), "\n");
	paintStack();
}

/** Mote's client of one version. */
function* ours(Client, name) {
	const of0 = { QoS: 0 };
	const of1 = { QoS: 1 };
	const options = {
		...tcp,
		host: config.host,
		port: Number(config.port),
		onConnect: () => next(),
		onMessage() {
			received++;
		},
		onDisconnect: (reason) => trace("disconnected: ", reason.text, "\n"),
	};
	const io = tcp.socket.io;
	const client = new Client({ ...options, id: `measured-${name}`, socket: { ...tcp.socket, io: timed(io) } });
	const topic0 = client.topic(TOPIC, of0);
	const topic1 = client.topic(TOPIC, of1);
	const unheard = client.topic("chip/measured/unheard", of1);
	client.subscribe("chip/measured/message", of1);
	yield;
	memory(name);
	// The first turn has costs that occur only once.
	yield begin(name, "first turn", nothing);
	yield begin(name, "turn", nothing);
	// With 5.0, a topic gets its alias with its first message.
	yield begin(name, "first-publish-qos0", () => topic0.publish(payload), 1);
	topic1.publish(payload);
	unheard.publish(payload);
	// So that their PUBACKs are not in the next measurement.
	yield begin(name, "another turn", nothing);
	yield begin(name, "publish-qos0", () => topic0.publish(payload));
	yield begin(name, "publish-qos1", () => topic1.publish(payload));
	yield begin(name, "publish-qos1-unheard", () => unheard.publish(payload));
	yield begin(name, "receive-qos0");
	yield begin(name, "receive-qos1");
	memory(name);
	client.close();

	// Another idle client, which receives only PINGRESP.
	const idle = new Client({
		...options,
		id: `idle-${name}`,
		socket: { ...tcp.socket, io: timed(io, () => received++) },
		timer: timedTimer,
		keepAlive: 2_000,
		timeout: 1_000,
	});
	yield;
	yield begin(name, "ping", undefined, PINGS);
	idle.close();
}

/** Runs the operations one after the other; the next begins when next() is called. */
function* operations() {
	paintStack();
	memory("none");

	yield* ours(Client311, "mote");
	yield* ours(Client5, "mote5");

	if (SDKClient) {
		const into = new Uint8Array(payload.length);
		const out0 = { topic: TOPIC, QoS: 0 };
		const out1 = { topic: TOPIC, QoS: 1 };
		const ping = { operation: SDKClient.PINGREQ };
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
		yield begin("sdk", "ping", () => sdk.write(null, ping));
		memory("sdk");
		sdk.close();
	}
	trace("end\n");
}

const all = operations();
Timer.repeat(turn, INTERVAL);
next = () => Timer.set(() => all.next());
next();
