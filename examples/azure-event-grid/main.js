// A cold store at the MQTT broker of Azure Event Grid. It reports its temperature and accepts a target
// temperature.
import Resource from "Resource";
import config from "mc/config";
import { Client } from "mote-mqtt/mqtt5";
import { tls } from "mote-mqtt/tls";
import Timer from "timer";

const base = `stores/${config.id}`;
let target = 4;
let celsius = 9;

const client = new Client({
	...tls({
		// Event Grid has one certificate for elliptic curves and one for RSA.
		certificate: [new Resource("digicert-g3.der"), new Resource("digicert-g2.der")],
		clientCertificates: [new Resource("store.der")],
		clientKey: new Resource("store-key.der"),
	}),
	host: config.host,
	port: Number(config.port),
	id: config.id,
	// The name under which the namespace knows the client's certificate.
	user: config.id,
	// The server keeps messages for an hour while the store is offline. Longer must be allowed in the
	// namespace.
	clean: false,
	sessionExpiry: 3_600_000,
	// The delay suppresses the will when a connection is lost only briefly. It is not retained, because Event
	// Grid counts retained messages twice.
	will: { topic: `${base}/status`, message: "lost", QoS: 1, willDelay: 60_000 },
	birth: { topic: `${base}/status`, message: "online", QoS: 1 },
	onConnect(session) {
		trace("connected, session ", session.present ? "present\n" : "new\n");
	},
	onSubscribe(filter, code) {
		trace(filter, code < 0x80 ? ": ready\n" : ": refused, see the permission bindings\n");
	},
	onOutcome(_identifier, code) {
		if (code >= 0x80) trace("a reading was refused: ", code, "\n");
	},
	onDisconnect(reason) {
		trace("disconnected: ", reason.text, "\n");
	},
});

client.subscribe(`${base}/target`, {
	QoS: 1,
	onMessage(message) {
		const wanted = Number(message.text);
		// Anyone who may publish can send anything, so the number is checked.
		if (!(wanted >= -30 && wanted <= 15)) return trace("invalid target: ", message.text, "\n");
		target = wanted;
		trace("target ", target, "\n");
	},
});

// A reading expires after an hour. The client sends the topic once, and then a topic alias.
const temperature = client.topic(`${base}/temperature`, {
	QoS: 1,
	expiry: 3_600_000,
	contentType: "application/json",
});

Timer.repeat(() => {
	// On a board, read the sensor here.
	celsius += (target - celsius) / 8;
	const reading = JSON.stringify({ celsius: Number(celsius.toFixed(1)), target });
	if (temperature.publish(reading) < 0) trace("no room, reading dropped\n");
}, Number(config.interval));
