// A greenhouse in Home Assistant: its temperature, whether its window is open, and a switch for its water. It
// introduces itself by a discovery message that is larger than its buffers and is read from flash piece by
// piece.
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
	// While the greenhouse is offline, Home Assistant shows it as unavailable.
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

// Home Assistant publishes "online" when it has started and does not know the greenhouse. Many devices
// receive this at once, so each waits a random time before it announces itself.
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
		// Anyone who may publish can send anything, so the text is checked.
		if (text !== "ON" && text !== "OFF") return trace("invalid command: ", text, "\n");
		trace("water ", text, "\n");
		// On a board, set a pin here.
		water.publish(text);
	},
});

// States are retained, so that Home Assistant gets them as soon as it knows the greenhouse. Only the newest
// queued state is sent.
const state = { QoS: 1, retain: true, latestOnly: true };
const temperature = client.topic(`${base}/temperature`, state);
const window = client.topic(`${base}/window`, state);
const water = client.topic(`${base}/water`, state);
water.publish("OFF");
let count = 0;
sample();
Timer.repeat(sample, Number(config.interval));

/** On a board, read the sensors here. */
function sample() {
	const celsius = 20 + (count++ % 50) / 10;
	temperature.publish(celsius.toFixed(1));
	window.publish(celsius < 22 ? "OFF" : "ON");
}

// The discovery message: announcement.template, with "$" replaced by the id.
const discovery = client.topic(`homeassistant/device/${config.id}/config`, { QoS: 1 });
const large = new LargeMessages(256);
const text = new Uint8Array(new Resource("announcement.template"));
const id = new Uint8Array(ArrayBuffer.fromString(config.id));
const MARK = 0x24;
let total = 0;
for (const byte of text) total += byte === MARK ? id.length : 1;
/** The position in the message: text[at], and at a mark also id[within]. */
let at = 0;
let within = 0;
let timer;

function announce() {
	const result = large.publishFrom(discovery, total, piece);
	if (result > 0) announced = result;
	// The previous one is still on its way. It may reach Home Assistant too early, so it is sent again.
	else announceSoon();
}

function announceSoon() {
	if (timer) return;
	timer = Timer.set(() => {
		timer = undefined;
		announce();
	}, Math.random() * 2_000);
}

/** Returns the next piece. On a new connection, the message is sent from the beginning. */
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
