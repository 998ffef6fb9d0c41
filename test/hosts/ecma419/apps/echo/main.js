// An app for a device like the standard's examples: connects, subscribes, publishes in fragments, and echoes what it
// receives. It uses nothing of Mote's, so the same lines run with any ECMA-419 client.

import TCP from "embedded:io/socket/tcp";
import UDP from "embedded:io/socket/udp";
import Resolver from "embedded:network/dns/resolver/udp";
import MQTTClient from "embedded:network/mqtt/client";
import config from "mc/config";

const LARGE = 10_000;
const piece = new Uint8Array(512);

new MQTTClient({
	socket: { io: TCP },
	dns: { io: Resolver, servers: ["127.0.0.1"], socket: { io: UDP } },
	host: config.host,
	port: Number(config.port),
	id: "echo",
	keepAlive: 60_000,
	will: { topic: "echo/will", message: "gone", QoS: 1 },
	onControl(message) {
		trace(`control ${message.operation}\n`);
		if (message.operation === MQTTClient.CONNACK) {
			this.write(null, {
				operation: MQTTClient.SUBSCRIBE,
				items: [{ topic: "echo/in", QoS: 2 }, { topic: "echo/large" }, { topic: "echo/refused", QoS: 1 }],
			});
		} else if (message.operation === MQTTClient.SUBACK) {
			trace(`granted ${message.payload}\n`);
			this.write(ArrayBuffer.fromString("rea"), { topic: "echo/out", byteLength: 5, QoS: 1 });
			this.write(ArrayBuffer.fromString("dy"));
			this.left = LARGE;
			this.write(null, { topic: "echo/large", byteLength: LARGE });
		} else if (message.operation === MQTTClient.PUBCOMP) {
			this.write(null, { operation: MQTTClient.DISCONNECT });
			this.close();
			trace("closed\n");
		}
	},
	onReadable(count, { more, topic, byteLength }) {
		if (topic !== undefined) {
			this.topic = topic;
			this.size = 0;
			if (topic === "echo/large") trace(`large ${byteLength}\n`);
		}
		if (this.topic === "echo/large") {
			while (count > 0) {
				const bytes = count < piece.length ? new Uint8Array(piece.buffer, 0, count) : piece;
				count -= this.read(bytes);
				this.size += bytes.length;
				if (bytes.some((byte) => byte !== 0x58)) throw new Error("not what was sent");
			}
			if (!more) trace(`received ${this.size}\n`);
		} else this.write(this.read(count), { topic: "echo/out", QoS: 2, retain: count === 0 });
	},
	onWritable(count) {
		if (!this.left) return;
		count = Math.min(count, this.left, piece.length);
		this.left -= count;
		this.write(new Uint8Array(count).fill(0x58));
	},
	onError(error) {
		trace(`error ${error.message}\n`);
	},
});
