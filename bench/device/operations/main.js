// What each operation allocates: `count` of each with the collector off, between two readings of the machine's counters. Nothing here
// allocates between the readings, but for the control, which is there to be seen. The manifest gives enough memory for that: an operation
// that does allocate shows in figures, rather than by running out of it.
//
// With 5.0, topics have an alias in both directions where the server gives them, each message to the server expires and has two properties,
// of which one changes, and each message from it has two that are read.

import probe from "simulator:probe";
import config from "mc/config";
import { Client as Client311 } from "mote-mqtt";
import { Client as Client5, Property, PropertyList } from "mote-mqtt/mqtt5";
import { tcp } from "mote-mqtt/tcp";
import { MemorySocket, WatchedTCP } from "sockets";
import Time from "time";
import Timer from "timer";

const WARM_UP = 64;
/** Messages published at a time. */
const BURST = 4;
const BURST_ROOM = 256;
const KEEP_ALIVE = 60_000;

const memory = config.socket === "memory";
const is5 = config.version === 5;
const Client = is5 ? Client5 : Client311;

// What the client gets from the machine, watched.

const watch = { room: 0, socket: undefined, topicNames: 0, pings: 0, is5, turn, pong };

let ahead = 0;
/** The machine's clock, which can be put forward. */
const time = {
	get ticks() {
		return (Time.ticks + ahead) | 0;
	},
};

/** The machine's timers; the client's, of which there is one, can be fired ahead of time. */
let alarm;
let ring;
/** In how many milliseconds it fires, and after that again. */
let due;
let again;
const timer = {
	repeat(callback, milliseconds) {
		ring = callback;
		due = again = milliseconds;
		alarm = Timer.repeat(callback, milliseconds);
		return alarm;
	},
	schedule(timer, milliseconds, repeat) {
		due = milliseconds;
		again = repeat;
		Timer.schedule(timer, milliseconds, repeat);
	},
	clear: Timer.clear,
};

const client = new Client({
	...tcp,
	host: config.host,
	port: Number(config.port),
	id: "bench",
	keepAlive: KEEP_ALIVE,
	reconnect: false,
	socket: { io: memory ? MemorySocket : WatchedTCP, watch },
	timer,
	time,
	...(is5 && { aliases: { receive: 2, size: 16 } }),
	onSubscribe(_filter, QoS) {
		if (QoS !== 1) fail("subscription refused");
		// At the next turn: not from in here, where a good deal of the stack is taken.
		subscribed = true;
	},
	onMessage(message) {
		if (!topics[0].is(message) || message.end - message.start !== 16 || (is5 && !isDescribed()))
			fail("not the message that was ordered");
		done++;
	},
	onSettled() {
		// Also told when the order for messages, at QoS 0, has left the socket: then nothing of ours was asked.
		if (asked) done = asked;
	},
	onDisconnect(reason) {
		fail(reason.text);
	},
});

client.subscribe("bench/in", { QoS: 1 });

const sample = new Uint8Array(4);
const properties = is5 ? new PropertyList(16) : undefined;
const description = is5 ? { expiry: 60_000, contentType: "text/plain", properties } : {};
const topics = [client.topic("bench/in"), client.topic("bench/out", { ...description, QoS: 1 })];
const outbox = [client.topic("bench/out", description), topics[1]];
const orders = client.topic("bench/order");
const payload = new Uint8Array(16);
const order = new Uint8Array(5);

// The operations. `start` is called once and orders messages from the server; `more` is called again and again, and goes on when it can.

const operations = [
	operation("publish-qos0", undefined, publish0),
	operation("publish-qos1", undefined, publish1),
	operation("receive-qos0", receive0, undefined),
	operation("receive-qos1", receive1, undefined),
	operation("ping", undefined, ping),
	operation("control", undefined, publishText),
];

function operation(name, start, more) {
	return {
		name,
		start,
		more,
		count: Number(config.count),
		slots: 0,
		chunkBytes: 0,
		cHeapBytes: 0,
		socketWrites: 0,
		topicNames: 0,
		collections: 0,
	};
}

/** Gives the next message a property of its own. */
function describe() {
	if (!is5) return;
	sample[3] = asked;
	properties.clear();
	if (!properties.add(Property.correlationData, sample)) fail("no room for a property");
}

/** Whether the message that has come has the properties that all of them have. */
function isDescribed() {
	const received = client.properties;
	if (!received.find(Property.contentType) || received.end - received.start !== 10) return false;
	return received.find(Property.correlationData) && received.end - received.start === 4;
}

function publish0() {
	// One write for each packet: not more than there is room for.
	if (watch.room < BURST_ROOM) return;
	watch.room = 0;
	for (let i = 0; i < BURST && done < goal; i++) {
		describe();
		if (outbox[0].publish(payload) !== 0) fail("not published");
		done = ++asked;
	}
}

function publish1() {
	if (done !== asked) return;
	for (let i = 0; i < BURST && asked < goal; i++) {
		asked++;
		describe();
		if (outbox[1].publish(payload) <= 0) fail("not published");
	}
}

/** A string takes slots and chunks, `try` takes C heap. */
function publishText() {
	if (done !== asked) return;
	asked++;
	try {
		if (outbox[1].publish("23.45") <= 0) fail("not published");
	} catch (error) {
		fail(error.message);
	}
}

function receive0() {
	receive(0);
}

function receive1() {
	receive(1);
}

function receive(QoS) {
	if (memory) return watch.socket.order(QoS, goal);
	order[0] = QoS;
	order[1] = goal >> 24;
	order[2] = goal >> 16;
	order[3] = goal >> 8;
	order[4] = goal;
	if (orders.publish(order) !== 0) fail("not published");
}

function ping() {
	if (done !== asked) return;
	asked++;
	const pings = watch.pings + 1;
	while (watch.pings < pings) {
		ahead += due;
		due = again;
		ring(alarm);
	}
}

function pong() {
	done++;
}

// From one operation to the next.

let subscribed = false;
let index = -1;
let current;
let warm = false;
/** Operations to do, of these begun, and of these completed. */
let goal = 0;
let asked = 0;
let done = 0;

function turn() {
	if (!subscribed) return;
	if (index < 0) return next();
	if (!current) return;
	if (done < goal) {
		if (current.more) current.more();
	} else if (done > goal) fail("more than was ordered");
	else if (warm) measured();
	else measure();
}

/** The next operation: first some that do not count. */
function next() {
	current = operations[++index];
	if (!current) return finish();
	warm = false;
	begin(WARM_UP);
	if (current.more) current.more();
}

function measure() {
	warm = true;
	probe.collect();
	probe.collector(false);
	begin(current.count);
	read(-1);
	if (current.more) current.more();
}

function measured() {
	read(1);
	probe.collector(true);
	next();
}

function begin(count) {
	goal = count;
	asked = done = 0;
	if (current.start) current.start();
}

/** Adds the counters, or takes them off. */
function read(sign) {
	current.slots += sign * probe.slots();
	current.chunkBytes += sign * probe.chunkBytes();
	current.cHeapBytes += sign * probe.heapBytes();
	current.socketWrites += sign * (memory ? watch.socket.writes : probe.socketWrites());
	current.topicNames += sign * watch.topicNames;
	current.collections += sign * probe.collections();
}

function finish() {
	trace(JSON.stringify(operations), "\n");
	client.close();
}

function fail(text) {
	trace(current ? current.name : "", ": ", text, "\n");
	probe.exit(1);
}
