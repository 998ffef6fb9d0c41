// A sensor. It takes a reading at an interval, publishes it at QoS 1, and reports when the server has
// acknowledged it. A message changes the interval.
import config from "mc/config";
import { Client } from "mote-mqtt";
import { tcp } from "mote-mqtt/tcp";
import { Reading } from "reading";
import Timer from "timer";

const count = Number(config.count) || Number.POSITIVE_INFINITY; // 0: no limit
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
		// This is also called when "online" and the subscription are acknowledged, before the first reading.
		if (reading.count) trace("settled: ", reading.count, " published and acknowledged\n");
		if (reading.count === count) client.disconnect();
	},
	onDisconnect(reason) {
		trace("disconnected: ", reason.text, "\n");
		// Without `retry`, the client does not reconnect, and readings would only fill the memory.
		if (reason.retry === undefined) Timer.clear(timer);
	},
});

client.subscribe(`sensors/${config.id}/interval`, {
	QoS: 1,
	onMessage(message) {
		const milliseconds = Number(message.text);
		// Anyone who may publish can send anything, so the number is checked.
		if (!(milliseconds >= 100 && milliseconds <= 86_400_000)) return trace("invalid interval: ", message.text, "\n");
		trace("a reading every ", milliseconds, " ms\n");
		Timer.schedule(timer, milliseconds, milliseconds);
	},
});

const temperature = client.topic(`sensors/${config.id}/reading`, { QoS: 1 });

// A reading is dropped if there is no room. Without a connection, readings are queued until the memory is
// full.
const timer = Timer.repeat(() => {
	if (reading.count === count) return;
	reading.sample();
	if (temperature.publish(reading.bytes, reading.length) < 0) trace("no room, reading dropped\n");
}, interval);
