// A sensor that answers requests. A request on sensors/<id>/request names the topic for the answer, and
// correlation data that the answer repeats.
import config from "mc/config";
import { Client } from "mote-mqtt/mqtt5";
import { tcp } from "mote-mqtt/tcp";

const requests = `sensors/${config.id}/request`;

const client = new Client({
	...tcp,
	host: config.host,
	port: Number(config.port),
	id: config.id,
	onSubscribe(filter, code) {
		trace(filter, code < 128 ? ": ready\n" : ": refused\n");
	},
	onMessage(message) {
		const request = message.text;
		const sample = samples[request];
		// The answer expires when the requester has given up.
		const options = { QoS: 1, contentType: sample ? "application/json" : "text/plain", expiry: 10_000 };
		const responder = message.responder(options);
		const isAnswered = responder && responder.publish(sample ? sample() : "unknown request") >= 0;
		trace(request, isAnswered ? ": answered\n" : ": not answered\n");
	},
	onDisconnect(reason) {
		trace("disconnected: ", reason.text, "\n");
	},
});
client.subscribe(requests, { QoS: 1 });

/** The requests that the sensor answers. On a board, read the pins here. */
const samples = {
	celsius: () => JSON.stringify({ celsius: 21.4 }),
	volts: () => JSON.stringify({ volts: 3.29 }),
};
