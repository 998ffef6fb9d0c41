// A cold store at the MQTT broker of Azure Event Grid: it says how warm it is, and is told how warm it should be.
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
		// Event Grid has a certificate for elliptic curves, and one for RSA.
		certificate: [new Resource("digicert-g3.der"), new Resource("digicert-g2.der")],
		clientCertificates: [new Resource("store.der")],
		clientKey: new Resource("store-key.der"),
	}),
	host: config.host,
	port: Number(config.port),
	id: config.id,
	// The name under which the namespace knows our certificate.
	user: config.id,
	// What it is told while it is away waits for it, up to an hour: more has to be allowed in the namespace.
	clean: false,
	sessionExpiry: 3_600_000,
	// Not for each connection that is lost for a moment. Not retained, which Event Grid counts twice.
	will: { topic: `${base}/status`, message: "lost", QoS: 1, willDelay: 60_000 },
	birth: { topic: `${base}/status`, message: "online", QoS: 1 },
	onConnect(session) {
		trace("connected, session ", session.present ? "present\n" : "new\n");
	},
	onSubscribe(filter, code) {
		trace(filter, code < 0x80 ? ": ready\n" : ": refused, see the permission bindings\n");
	},
	onOutcome(_identifier, code) {
		if (code >= 0x80) trace("a reading was not taken: ", code, "\n");
	},
	onDisconnect(reason) {
		trace("disconnected: ", reason.text, "\n");
	},
});

client.subscribe(`${base}/target`, {
	QoS: 1,
	onMessage(message) {
		const wanted = Number(message.text);
		// Whoever may publish can send anything.
		if (!(wanted >= -30 && wanted <= 15)) return trace("no target: ", message.text, "\n");
		target = wanted;
		trace("target ", target, "\n");
	},
});

// A reading that is older than an hour is of no use. The topic is sent once; from then on, one number stands for it.
const temperature = client.topic(`${base}/temperature`, {
	QoS: 1,
	expiry: 3_600_000,
	contentType: "application/json",
});

Timer.repeat(() => {
	// On a board, read your sensor here.
	celsius += (target - celsius) / 8;
	const reading = JSON.stringify({ celsius: Number(celsius.toFixed(1)), target });
	if (temperature.publish(reading) < 0) trace("no room, reading dropped\n");
}, Number(config.interval));
