// A valve that sleeps. It is awake for a while, does what it is told, says how it is, and sleeps again. A command that came too late is not
// done: it has expired at the server. And what the valve had to say, and could not in time, is not said.
import config from "mc/config";
import { Client, Property, Reason } from "mote-mqtt/mqtt5";
import { tcp } from "mote-mqtt/tcp";
import Timer from "timer";

let valve = "closed";
let number = 0;
let rest;

const client = new Client({
	...tcp,
	host: config.host,
	port: Number(config.port),
	id: config.id,
	// The server keeps commands while we sleep, but no longer than a day.
	clean: false,
	sessionExpiry: 86_400_000,
	reconnect: { minimum: 500, maximum: 10_000 },
	onConnect(session) {
		trace("awake, session ", session.present ? "present\n" : "new\n");
		if (rest) Timer.clear(rest);
		rest = Timer.set(sleep, Number(config.awake));
	},
	onSubscribe(filter, code) {
		trace(filter, code < 128 ? ": ready\n" : ": refused\n");
	},
	onOutcome(_identifier, code) {
		if (code === Reason.messageExpired) trace("a state was too old to be sent\n");
	},
	onDisconnect(reason) {
		trace(reason.text, "\n");
		if (reason.retry !== undefined) return;
		trace("asleep\n");
		Timer.set(wake, Number(config.asleep));
	},
});

client.subscribe(`valves/${config.id}/command`, {
	QoS: 1,
	onMessage(message) {
		const left = client.properties.get(Property.messageExpiry);
		valve = message.text === "open" ? "open" : "closed";
		trace("valve ", valve, left === undefined ? "\n" : `, in time by ${left} s\n`);
	},
});

// A state that is older than three others is of no use.
const state = client.topic(`valves/${config.id}/state`, { QoS: 1, expiry: 3 * Number(config.interval) });

Timer.repeat(() => {
	// Refused while we sleep.
	if (state.publish(`${number + 1} ${valve}`) > 0) number++;
}, Number(config.interval));

/** On a board, turn the radio off when onDisconnect says that all is sent; see examples/deep-sleep, too. */
function sleep() {
	rest = undefined;
	client.disconnect();
}

function wake() {
	client.connect();
}
