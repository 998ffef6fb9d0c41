// Sends a request to the sensor, from Node.js: node examples/request-response/ask.js celsius [host [port
// [id]]]
import { Client, Property } from "mote-mqtt/mqtt5";
import { tcp } from "mote-mqtt/tcp";

const [request = "celsius", host = "127.0.0.1", port = "1883", id = "sensor-17"] = process.argv.slice(2);
const responseTopic = `answers/${process.pid}`;
/** Bytes that identify this request. */
const correlationData = new Uint8Array(8);
crypto.getRandomValues(correlationData);

const client = new Client({
	...tcp,
	host,
	port: Number(port),
	reconnect: false,
	onSubscribe(_filter, code) {
		if (code > 127) return end(`the broker refuses the subscription: ${code}`);
		// The request expires, so that a sensor that was offline does not answer it later.
		const options = { QoS: 1, responseTopic, correlationData, expiry: 5_000 };
		client.topic(`sensors/${id}/request`, options).publish(request);
	},
	onOutcome(_identifier, code) {
		if (code) end(`the sensor is not connected: ${code}`);
	},
	onMessage(message) {
		const answered = client.properties.get(Property.correlationData);
		if (String(answered) !== String(correlationData)) return;
		console.log(`${client.properties.get(Property.contentType)}: ${message.text}`);
		end();
	},
	onDisconnect(reason) {
		if (reason.code) end(reason.text);
	},
});
client.subscribe(responseTopic, { QoS: 1 });
const patience = setTimeout(() => end("no answer"), 5_000);

function end(problem) {
	clearTimeout(patience);
	client.disconnect();
	if (!problem) return;
	console.error(problem);
	process.exitCode = 1;
}
