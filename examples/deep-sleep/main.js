// A sensor that sleeps. It wakes, takes a reading, publishes it, sleeps as soon as the server has it, or after a while without. What the
// server has not acknowledged stays in kept memory, and goes with the next reading.
import config from "mc/config";
import { Client } from "mote-mqtt";
import { deepSleep, wokeUp } from "mote-mqtt/deep-sleep";
import { keptMemory } from "mote-mqtt/kept-memory";
import { restoreSession, saveSession } from "mote-mqtt/saved-session";
import { tcp } from "mote-mqtt/tcp";

/** In kept memory, the number of the last reading comes first, then the saved session. */
const NUMBER = 4;
/** What a saved session takes beside the messages. */
const SAVED = 30;

const kept = keptMemory.read();
const number = kept ? new DataView(kept.buffer).getUint32(0) + 1 : 1;
trace(wokeUp() ? "woke" : "started", ", reading ", number, "\n");

const client = new Client({
	...tcp,
	host: config.host,
	port: Number(config.port),
	id: config.id,
	clean: false,
	reconnect: false,
	// As many as can be kept.
	buffers: { send: 128, receive: 128, unacknowledged: keptMemory.size - NUMBER - SAVED },
	onConnect(session) {
		trace("connected, session ", session.present ? "present\n" : "new\n");
	},
	onDisconnect(reason) {
		trace(reason.text, "\n");
		sleep();
	},
});
if (kept && !restoreSession(client, kept.subarray(NUMBER))) trace("the saved session cannot be used\n");

const reading = client.topic(`sensors/${config.id}/reading`, { QoS: 1 });
if (reading.publish(sample()) < 0) trace("no room, reading ", number, " dropped\n");

// All is acknowledged, the connection fails, or the time is over: onDisconnect is called in any case.
client.disconnect(Number(config.patience));

/** On a board, read your sensor here. */
function sample() {
	return JSON.stringify({ n: number, celsius: 20 + (number % 50) / 10 });
}

function sleep() {
	const memory = new Uint8Array(keptMemory.size);
	new DataView(memory.buffer).setUint32(0, number);
	const size = NUMBER + saveSession(client, memory.subarray(NUMBER));
	keptMemory.write(memory.subarray(0, size));
	trace(client.settled ? "all delivered" : "something is left for next time", ", ", size, " bytes kept\n");
	deepSleep(Number(config.interval));
}
