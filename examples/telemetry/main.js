// A sensor: it takes a reading every interval, publishes it at QoS 1, and says so when the server has it. How long the interval is can be told to it.
import config from "mc/config";
import { Client } from "mote-mqtt";
import { tcp } from "mote-mqtt/tcp";
import { Reading } from "reading";
import Timer from "timer";

const count = Number(config.count) || Number.POSITIVE_INFINITY; // 0: for ever
const interval = Number(config.interval);
const reading = new Reading();

const client = new Client({
	...tcp,
	host: config.host,
	port: Number(config.port),
	id: config.id,
	clean: false,
	keepAlive: 60_000,
	will: { topic: `sensors/${config.id}/status`, message: "offline", QoS: 1, retain: true },
	birth: { topic: `sensors/${config.id}/status`, message: "online", QoS: 1, retain: true },
	onConnect(session) {
		trace("connected, session ", session.present ? "present\n" : "new\n");
	},
	onSettled() {
		// "online" and the subscription are acknowledged before the first reading.
		if (reading.count) trace("settled: ", reading.count, " published and acknowledged\n");
		if (reading.count === count) client.disconnect();
	},
	onDisconnect(reason) {
		trace("disconnected: ", reason.text, "\n");
		// Nothing more will happen by itself: readings would only pile up.
		if (reason.retry === undefined) Timer.clear(timer);
	},
});

client.subscribe(`sensors/${config.id}/interval`, {
	QoS: 1,
	onMessage(message) {
		const milliseconds = Number(message.text);
		// Whoever may publish can send anything.
		if (!(milliseconds >= 100 && milliseconds <= 86_400_000)) return trace("no interval: ", message.text, "\n");
		trace("a reading every ", milliseconds, " ms\n");
		Timer.schedule(timer, milliseconds, milliseconds);
	},
});

const temperature = client.topic(`sensors/${config.id}/reading`, { QoS: 1 });

// A reading that finds no room is dropped: newer ones say more. Without a connection they are kept, as long as there is room.
const timer = Timer.repeat(() => {
	if (reading.count === count) return;
	reading.sample();
	if (temperature.publish(reading.bytes, reading.length) < 0) trace("no room, reading dropped\n");
}, interval);
