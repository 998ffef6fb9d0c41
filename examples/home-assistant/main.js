// A greenhouse in Home Assistant: how warm it is, whether its window is open, and its water, which Home Assistant turns on and off. It tells
// Home Assistant what it is by an announcement that is larger than any of its buffers, and never leaves the flash as a whole.
import Resource from "Resource";
import config from "mc/config";
import { Client } from "mote-mqtt";
import { LargeMessages } from "mote-mqtt/large-messages";
import { tcp } from "mote-mqtt/tcp";
import Timer from "timer";

const base = `greenhouses/${config.id}`;
let announced = 0;

const client = new Client({
	...tcp,
	host: config.host,
	port: Number(config.port),
	id: config.id,
	user: config.user,
	password: config.secret,
	// While the greenhouse is away, Home Assistant shows it as unavailable.
	will: { topic: `${base}/status`, message: "offline", QoS: 1, retain: true },
	birth: { topic: `${base}/status`, message: "online", QoS: 1, retain: true },
	onConnect() {
		trace("connected\n");
		announce();
	},
	onOutcome(identifier, code) {
		if (identifier === announced && !code) trace("announced\n");
	},
	onDisconnect(reason) {
		trace("disconnected: ", reason.text, "\n");
	},
});

// Home Assistant says "online" when it has started, and knows nothing of the greenhouse then. As many devices hear that at once, each waits a little.
client.subscribe("homeassistant/status", {
	QoS: 1,
	onMessage(message) {
		if (message.text === "online") announceSoon();
	},
});

client.subscribe(`${base}/water/set`, {
	QoS: 1,
	onMessage(message) {
		const { text } = message;
		// Whoever may publish can send anything.
		if (text !== "ON" && text !== "OFF") return trace("no command: ", text, "\n");
		trace("water ", text, "\n");
		// On a board, set a pin here.
		water.publish(text);
	},
});

// States are retained, so that Home Assistant knows them as soon as it knows the greenhouse. Of those that wait, only the newest is of use.
const state = { QoS: 1, retain: true, latestOnly: true };
const temperature = client.topic(`${base}/temperature`, state);
const window = client.topic(`${base}/window`, state);
const water = client.topic(`${base}/water`, state);
water.publish("OFF");
let count = 0;
sample();
Timer.repeat(sample, Number(config.interval));

/** On a board, read your sensors here. */
function sample() {
	const celsius = 20 + (count++ % 50) / 10;
	temperature.publish(celsius.toFixed(1));
	window.publish(celsius < 22 ? "OFF" : "ON");
}

// The announcement: announcement.template, in which "$" stands for our id.
const discovery = client.topic(`homeassistant/device/${config.id}/config`, { QoS: 1 });
const large = new LargeMessages(256);
const text = new Uint8Array(new Resource("announcement.template"));
const id = new Uint8Array(ArrayBuffer.fromString(config.id));
const MARK = 0x24;
let total = 0;
for (const byte of text) total += byte === MARK ? id.length : 1;
/** What comes next: text[at], and if that is the mark, id[within]. */
let at = 0;
let within = 0;
let timer;

function announce() {
	const result = large.publishFrom(discovery, total, piece);
	if (result > 0) announced = result;
	// The one before is still on its way; it may have been too early for Home Assistant.
	else announceSoon();
}

function announceSoon() {
	if (timer) return;
	timer = Timer.set(() => {
		timer = undefined;
		announce();
	}, Math.random() * 2_000);
}

/** Gives the next piece. A new connection begins anew. */
function piece(offset, into, most) {
	if (offset === 0) at = within = 0;
	let count = 0;
	while (count < most) {
		if (text[at] !== MARK) into[count++] = text[at++];
		else if (within < id.length) into[count++] = id[within++];
		else {
			at++;
			within = 0;
		}
	}
	return most;
}
