// A sensor that sleeps. It wakes up, takes a reading, stores it, and sleeps again without using the radio. At
// every twelfth reading it connects, sends all twelve, and sleeps as soon as the server has acknowledged
// them, or after a timeout. Unacknowledged readings stay in kept memory until the next connection.
import config from "mc/config";
import { Client } from "mote-mqtt";
import { deepSleep, wokeUp } from "mote-mqtt/deep-sleep";
import { Eager } from "mote-mqtt/eager";
import { keptMemory } from "mote-mqtt/kept-memory";
import { restoreSession, savedSize, saveSession } from "mote-mqtt/saved-session";
import { tcp } from "mote-mqtt/tcp";

/**
 * Layout of kept memory: the number of the last reading (4 bytes), whether to connect next time (1), the
 * saved session. wifi.js reads it as well.
 */
const CONNECTS = 4;
const HEADER = 5;

const kept = keptMemory.read();
const number = kept ? new DataView(kept.buffer).getUint32(0) + 1 : 1;
const connects = kept ? kept[CONNECTS] > 0 : false;
trace(wokeUp() ? "woke" : "started", ", reading ", number, "\n");

const client = new Client({
	...tcp,
	host: config.host,
	port: Number(config.port),
	id: config.id,
	clean: false,
	connect: connects,
	eager: new Eager(),
	reconnect: false,
	// Room for as many readings as fit kept memory, and for the current one.
	buffers: { send: 128, receive: 128, unacknowledged: keptMemory.size - HEADER },
	onConnect(session) {
		trace("connected, session ", session.present ? "present\n" : "new\n");
	},
	onDisconnect(reason) {
		trace(reason.text, "\n");
		// With a `retry`, the client connects once more, without eager publishing.
		if (reason.retry === undefined) sleep();
	},
});
if (kept && !restoreSession(client, kept.subarray(HEADER), Number(config.interval)))
	trace("the saved session cannot be used\n");

const before = savedSize(client);
const reading = client.topic(`sensors/${config.id}/reading`, { QoS: 1 });
if (reading.publish(sample()) < 0) trace("no room, reading ", number, " dropped\n");
const size = savedSize(client) - before;

// onDisconnect is called in any case: when everything is acknowledged, when the connection fails, or when the
// time is over.
if (connects) client.disconnect(Number(config.patience));
else sleep();

/** On a board, read the sensor here. */
function sample() {
	return JSON.stringify({ n: number, celsius: 20 + (number % 50) / 10 });
}

function sleep() {
	const memory = new Uint8Array(keptMemory.size);
	new DataView(memory.buffer).setUint32(0, number);
	// Connects next time also if another reading would not fit.
	const isFull = !size || savedSize(client) + size > memory.length - HEADER;
	memory[CONNECTS] = (number + 1) % Number(config.readings) === 0 || isFull ? 1 : 0;
	const end =
		HEADER + saveSession(client, memory.subarray(HEADER), (saved, left) => trace(saved, " kept, ", left, " dropped\n"));
	keptMemory.write(memory.subarray(0, end));
	trace(client.settled ? "all delivered, " : "kept for later, ", end, " bytes kept\n");
	deepSleep(Number(config.interval));
}
