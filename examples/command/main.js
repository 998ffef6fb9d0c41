// A valve that sleeps. It wakes up for a while, executes commands, reports its state, and sleeps again.
// Commands that come too late have expired at the server and are not executed. States that could not be sent
// in time expire as well.
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
	// The server keeps commands while the valve sleeps, for a day at most.
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

// A state expires after three intervals, because newer ones replace it.
const state = client.topic(`valves/${config.id}/state`, { QoS: 1, expiry: 3 * Number(config.interval) });

Timer.repeat(() => {
	// publish() refuses while the client is disconnected.
	if (state.publish(`${number + 1} ${valve}`) > 0) number++;
}, Number(config.interval));

/**
 * On a board, turn the radio off when onDisconnect reports that everything was sent. See also
 * examples/deep-sleep.
 */
function sleep() {
	rest = undefined;
	client.disconnect();
}

function wake() {
	client.connect();
}
