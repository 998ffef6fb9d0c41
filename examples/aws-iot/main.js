// A lamp with a Device Shadow in AWS IoT Core: there it says what it is, and there it is told what it should be, whether it is connected at the time or not.
import Resource from "Resource";
import config from "mc/config";
import { Client } from "mote-mqtt";
import { tls } from "mote-mqtt/tls";

const lamp = { on: false, brightness: 100 };
/** Of the shadow, when it was heard of last. */
let version = 0;

const client = new Client({
	...tls({
		// AWS has a certificate for elliptic curves, and one for RSA.
		certificate: [new Resource("amazon-3.der"), new Resource("amazon-1.der")],
		clientCertificates: [new Resource("lamp.der")],
		clientKey: new Resource("lamp-key.der"),
		// What AWS IoT Core calls MQTT on port 443, which networks let through that have 8883 closed.
		applicationLayerProtocolNegotiation: "x-amzn-mqtt-ca",
	}),
	host: config.host,
	port: Number(config.port),
	id: config.thing,
	onConnect() {
		trace("connected\n");
		version = 0;
	},
	onSubscribe(filter, granted) {
		if (granted > 1) return trace(filter, ": refused, see the policy\n");
		// From now on it is heard what comes of it: if the lamp should be something else than it is, a delta.
		if (filter === delta) report();
	},
	onDisconnect(reason) {
		trace("disconnected: ", reason.text, "\n");
	},
});

const shadow = `$aws/things/${config.thing}/shadow`;
const delta = `${shadow}/update/delta`;
const update = client.topic(`${shadow}/update`, { QoS: 1, latestOnly: true });

client.subscribe(`${shadow}/update/rejected`, {
	QoS: 1,
	onMessage(message) {
		trace("rejected: ", message.text, "\n");
	},
});

client.subscribe(delta, {
	QoS: 1,
	onMessage(message) {
		const { version: of, state } = JSON.parse(message.text);
		// They need not come in the order in which they were made.
		if (of < version) return;
		version = of;
		const { on = lamp.on, brightness = lamp.brightness } = state;
		// Anything can be in a shadow.
		if (typeof on !== "boolean" || !(brightness >= 0 && brightness <= 100))
			return trace("not possible: ", JSON.stringify(state), "\n");
		// Each report is answered by a delta as long as something differs, were it something that a lamp has not.
		if (on === lamp.on && brightness === lamp.brightness) return;
		lamp.on = on;
		lamp.brightness = brightness;
		// On a board, set a pin here.
		trace(on ? `on, ${brightness} %\n` : "off\n");
		report();
	},
});

function report() {
	update.publish(JSON.stringify({ state: { reported: lamp } }));
}
