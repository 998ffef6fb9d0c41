// MQTT's statements about WebSockets (section 6), which are the same in both versions.
import { deepEqual, equal } from "../assert.js";
import { concat, hex } from "../bytes.js";
import { withWebSocket } from "./mixin.js";
import { ascii, field, frame } from "./server-side.js";

const BINARY = 0x82;

/** `connect` and `connack` are notations; a PUBLISH has `properties` after its topic. */
export function statements({ Host, connack, properties }) {
	const WebSocketHost = withWebSocket(Host);
	const publish = (name, payload) =>
		hex(`30 0${2 + 1 + properties.length / 2 + 1} 00 01 "${name}" ${properties} "${payload}"`);

	it("writes each packet in a binary frame of its own [MQTT-6.0.0-1]", () => {
		const host = new WebSocketHost();
		const client = host.client();
		host.meet();
		host.send(connack);
		client.topic("a").publish("b");
		client.topic("a", { QoS: 1 }).publish("c");
		client.subscribe("d");
		host.drain();
		equal(host.firsts.length, 4);
		for (const first of host.firsts) equal(first, BINARY);
	});

	it("ends the connection if it receives a data frame that is not binary [MQTT-6.0.0-1]", () => {
		for (const first of [0x81, 0x01]) {
			const host = new WebSocketHost();
			const client = host.online(undefined, connack);
			const { socket } = host;
			host.sendRaw(frame(first, publish("a", "b")));
			equal(socket.closed, true);
			// 1003: the endpoint cannot accept data of this type (RFC 6455 section 7.4.1).
			deepEqual(host.control, [hex("03 EB")]);
			host.happened("connectionLost, retry 1000");
			// The same before CONNACK; then the client connects again.
			host.meet();
			host.sendRaw(frame(first, hex(connack)));
			host.happened("connectionLost, retry 2000");
			host.again(connack);
			host.happened("connected");
			client.close();
		}
	});

	it("accepts packets in any number of frames, and frames with any number of packets [MQTT-6.0.0-2]", async () => {
		const all = concat(publish("a", "1"), publish("b", "2"), hex("D0 00"), publish("c", "3"));
		for (let first = 0; first <= all.length; first++) {
			// After `await`, nothing else is on a device's small stack.
			await undefined;
			const host = new WebSocketHost();
			host.online(undefined, connack);
			const second = Math.min(all.length, first + 5);
			for (const part of [all.slice(0, first), all.slice(first, second), all.slice(second)])
				host.sendRaw(frame(BINARY, part));
			host.happened("message a: 1", "message b: 2", "message c: 3");
			// The same bytes as fragments of one message, which arrive at once.
			host.sendRaw(
				concat(frame(0x02, all.slice(0, first)), frame(0, all.slice(first, second)), frame(0x80, all.slice(second))),
			);
			host.happened("message a: 1", "message b: 2", "message c: 3");
		}
	});

	it("offers the subprotocol mqtt, and no other [MQTT-6.0.0-3]", () => {
		const host = new WebSocketHost();
		host.online(undefined, connack);
		equal(field(host.request, "Sec-WebSocket-Protocol"), "mqtt");
	});

	it("sends CONNECT only if the server has chosen the subprotocol mqtt [MQTT-6.0.0-4]", () => {
		for (const protocol of [undefined, "", "mqttv3.1", "mqtt, mqttv3.1", "MQTT"]) {
			const host = new WebSocketHost();
			host.lines = { "Sec-WebSocket-Protocol": protocol };
			host.client();
			host.meet();
			equal(host.socket.closed, true);
			deepEqual(host.writes, []);
			host.happened("connectFailed, retry 1000");
			host.lines = {};
			host.again(connack);
			host.happened("connected");
		}
	});

	it("reports the cause of a failed handshake in onDisconnect", () => {
		const reasons = [];
		const host = new WebSocketHost();
		const client = host.client({ onDisconnect: ({ text }) => reasons.push(text) });
		host.lines = { status: "HTTP/1.1 403 Forbidden" };
		host.meet();
		host.lines = {};
		host.again(connack);
		host.sendRaw(concat(hex("88 07 03 F0"), ascii("quota")));
		deepEqual(reasons, ["no WebSocket: HTTP 403 Forbidden", "closed by the server: 1008, quota"]);
		client.close();
	});

	it("has the default port and keep alive of WebSockets, unless the app sets them, in any order of the options", () => {
		const host = new WebSocketHost();
		const client = host.client();
		host.meet();
		equal(client.port, 80);
		equal(client.keepAlive, 45_000);
		const other = new WebSocketHost();
		const given = other.client({ port: 8083, keepAlive: 10_000 });
		other.meet();
		equal(given.port, 8083);
		equal(given.keepAlive, 10_000);
		equal(field(other.request, "Host"), "10.0.0.1:8083");
	});
}
