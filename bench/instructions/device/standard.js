// The operations of ECMA-419 clients (section 25).
import TCP from "embedded:io/socket/tcp";
import probe from "simulator:probe";
import { messages, NAME, payload, pingresp, puback, v4 } from "packets";

const { connack, message0, message1, publish0, publish1 } = v4;
const ROOM = 1072;

class Resolver {
	resolve({ host, onResolved }) {
		onResolved(host, "127.0.0.1");
	}
}

/** The operations of either class. The SDK's class acknowledges from a timer with no delay, which is fired here. */
export function standard(name, MQTTClient) {
	const into = new Uint8Array(payload.length);
	const out0 = { topic: NAME, QoS: 0 };
	const out1 = { topic: NAME, QoS: 1 };
	const ping = { operation: MQTTClient.PINGREQ };
	const options = {
		socket: { io: TCP },
		dns: { io: Resolver },
		host: "127.0.0.1",
		id: "bench",
		onControl() {},
		onReadable() {
			this.read(into);
			messages.received++;
		},
		onError() {
			trace("failed\terror\n");
		},
	};
	const clients = [];
	function connect() {
		const client = new MQTTClient(options);
		probe.socket().ready(ROOM);
		probe.socket().feed(connack);
		return client;
	}
	const client = connect();
	const socket = probe.socket();
	probe.pass(1);
	return {
		client: name,
		close: () => client.close(),
		operations: [
			{
				name: "publish-qos0",
				written: publish0,
				run(count) {
					for (let i = 0; i < count; i++) client.write(payload, out0);
				},
			},
			{
				name: "publish-qos1",
				written: publish1,
				run(count) {
					for (let i = 0; i < count; i++) {
						client.write(payload, out1);
						socket.feed(puback);
					}
				},
			},
			{
				name: "receive-qos0",
				written: 0,
				received: 1,
				run(count) {
					for (let i = 0; i < count; i++) socket.feed(message0);
				},
			},
			{
				name: "receive-qos1",
				written: 4,
				received: 1,
				run(count) {
					for (let i = 0; i < count; i++) {
						socket.feed(message1);
						probe.pass(1);
					}
				},
			},
			{
				name: "ping",
				written: 2,
				run(count) {
					for (let i = 0; i < count; i++) {
						client.write(null, ping);
						socket.feed(pingresp);
					}
				},
			},
			{
				name: "connect",
				few: 2,
				many: 6,
				clean() {
					while (clients.length) clients.pop().close();
				},
				run(count) {
					for (let i = 0; i < count; i++) clients.push(connect());
				},
			},
		],
	};
}
