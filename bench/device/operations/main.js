// Measures what each operation allocates: `count` of each with the garbage collector off, between two readings of the
// machine's counters. The app itself does not allocate between the readings, except in the control. The manifest
// gives plenty of memory, so that an operation that allocates shows in the figures instead of running out of memory.
//
// In 5.0, topics have an alias in both directions if the server supports that. Each message to the server has an
// expiry and two properties, one of which changes. Each message from the server has two properties that are read.

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

// Instrumented versions of the host's classes

const watch = { room: 0, socket: undefined, topicNames: 0, pings: 0, is5, turn, pong };

let ahead = 0;
/** The machine's clock, which can be advanced. */
const time = {
	get ticks() {
		return (Time.ticks + ahead) | 0;
	},
};

/** The machine's timers. The client has one, which can be fired early. */
let alarm;
let ring;
/** The timer's next interval and its repetition in milliseconds. */
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
		// Continues in the next turn, because much of the stack is in use here.
		subscribed = true;
	},
	onMessage(message) {
		if (!topics[0].is(message) || message.end - message.start !== 16 || (is5 && !isDescribed()))
			fail("not the message that was ordered");
		done++;
	},
	onSettled() {
		// This is also called when the order for messages, at QoS 0, has left the socket. Then `asked` is 0.
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

// The operations. `start` is called once and orders messages from the server. `more` is called repeatedly and
// continues when it can.

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

/** Gives the next message a property that differs each time. */
function describe() {
	if (!is5) return;
	sample[3] = asked;
	properties.clear();
	if (!properties.add(Property.correlationData, sample)) fail("no room for a property");
}

/** Whether the received message has the expected properties. */
function isDescribed() {
	const received = client.properties;
	if (!received.find(Property.contentType) || received.end - received.start !== 10) return false;
	return received.find(Property.correlationData) && received.end - received.start === 4;
}

function publish0() {
	// Each packet is one write, so there must be room for all.
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

/** Allocates on purpose: a string takes slots and chunks, `try` takes C heap. */
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

// Moving from one operation to the next

let subscribed = false;
let index = -1;
let current;
let warm = false;
/** The number of operations to do, those begun, and those complete. */
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

/** Starts the next operation, first with some uncounted repetitions. */
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

/** Adds or subtracts the counters, depending on the sign. */
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
