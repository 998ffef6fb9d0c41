// An app on a device that wakes 10,000 times and connects eagerly each time. After each tenth of them, it prints the memory in use
// after a garbage collection, as one line of JSON.
import probe from "simulator:probe";
import config from "mc/config";
import { Eager } from "mote-mqtt/eager";
import { restoreSession, savedSize, saveSession } from "mote-mqtt/saved-session";
import { hex } from "test/bytes";
import { Host5 } from "test/mqtt5/host";
import { Host } from "test/mqtt311/host";

const is5 = config.version === 5;
const present = hex(is5 ? "20 03 01 00 00" : "20 02 01 00");
const puback = hex("40 02 00 00");
const payload = hex('"21.5"');
const QoS1 = { QoS: 1 };
let host;
let topic;
let saved;
let isOver;

/** Starts a device with a new client, which gets the saved session. */
function start() {
	host = new (is5 ? Host5 : Host)();
	host.onWrite = count;
	host.client({
		id: "me",
		clean: false,
		connect: false,
		eager: new Eager(),
		onOutcome: undefined,
		onConnect: undefined,
		onSettled: undefined,
		onDisconnect: ended,
	});
	if (saved) restoreSession(host.made, saved);
	topic = host.made.topic("a", QoS1);
}

function ended() {
	isOver = true;
}

let early;

/** Notices a PUBLISH: before CONNACK, it shows that the client is eager. */
function count(bytes) {
	if (bytes[0] === 0x32) early = true;
}

/** Connects, publishes two messages, and disconnects. */
function wake() {
	const client = host.made;
	const { sockets } = host;
	isOver = early = false;
	client.connect();
	const first = topic.publish(payload);
	const second = topic.publish(payload);
	client.disconnect();
	while (host.sockets === sockets) host.step();
	host.accept();
	if (!early) throw new Error("not eager");
	host.send(present);
	for (const identifier of [first, second]) {
		puback[2] = identifier >> 8;
		puback[3] = identifier;
		host.send(puback);
	}
	while (!isOver) host.step();
	if (host.timers.length) throw new Error("a timer is left");
}

/** Wakes `count` times and prints the memory in use after each tenth. */
function measure(name, count, run) {
	for (let i = 1; i <= count; i++) {
		run();
		if (i % (count / 10)) continue;
		probe.collect();
		trace(JSON.stringify({ name, slots: probe.usedSlots(), chunkBytes: probe.usedChunkBytes() }), "\n");
	}
}

start();
measure("the same client", 10_000, wake);

measure("a client for each wake", 2_000, () => {
	saved = new Uint8Array(savedSize(host.made));
	saveSession(host.made, saved);
	start();
	wake();
});
