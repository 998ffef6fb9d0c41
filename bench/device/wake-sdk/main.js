// The same wake with the SDK's unchanged ECMA-419 client. It does not store messages, so the app writes them once it
// is connected.
import MQTTClient from "embedded:network/mqtt/client";
import config from "mc/config";
import Resolver from "mote-mqtt/resolver";
import { Socket } from "socket";

const READINGS = 12;
const reading = new Uint8Array(40).fill(0x35);
let wakes = Number(config.wakes);

function wake() {
	let left = READINGS;
	let acknowledged = 0;
	wakes--;
	const publish = (client) => {
		// write() throws without enough room, so only as many as fit are written at once.
		while (left && client.room >= reading.length + 30) {
			client.room = client.write(reading, { topic: "sensors/17/reading", QoS: 1 });
			left--;
		}
	};
	new MQTTClient({
		socket: { io: Socket },
		dns: { io: Resolver },
		host: config.host,
		port: Number(config.port),
		id: "sensor-17",
		clean: false,
		keepAlive: 60_000,
		onControl({ operation }) {
			if (operation === MQTTClient.CONNACK) {
				this.room = 1072;
				publish(this);
			}
			if (operation !== MQTTClient.PUBACK || ++acknowledged < READINGS) return;
			this.write(null, { operation: MQTTClient.DISCONNECT });
			this.close();
			if (wakes) wake();
		},
		onWritable(room) {
			this.room = room;
			publish(this);
		},
		onError() {
			trace("failed\n");
		},
	});
}

wake();
