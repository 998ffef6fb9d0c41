// A lamp with a Device Shadow in AWS IoT Core. The lamp reports its state to the shadow, and the shadow tells
// it what the state should be, also after the lamp was offline.
import Resource from "Resource";
import config from "mc/config";
import { Client } from "mote-mqtt";
import { tls } from "mote-mqtt/tls";

const lamp = { on: false, brightness: 100 };
/** The version of the shadow in the latest delta. */
let version = 0;

const client = new Client({
	...tls({
		// AWS has one certificate for elliptic curves and one for RSA.
		certificate: [new Resource("amazon-3.der"), new Resource("amazon-1.der")],
		clientCertificates: [new Resource("lamp.der")],
		clientKey: new Resource("lamp-key.der"),
		// AWS IoT Core accepts MQTT on port 443 with this protocol name, for networks that block port 8883.
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
		// After this report, the shadow sends a delta if the lamp's state is not the desired one.
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
		// Deltas may arrive out of order, so older ones are ignored.
		if (of < version) return;
		version = of;
		const { on = lamp.on, brightness = lamp.brightness } = state;
		// A shadow can contain anything, so the values are checked.
		if (typeof on !== "boolean" || !(brightness >= 0 && brightness <= 100))
			return trace("invalid state: ", JSON.stringify(state), "\n");
		// Every report is answered by a delta as long as anything differs, even a property that this lamp
		// does not have. Without this check, report and delta would alternate for ever.
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
