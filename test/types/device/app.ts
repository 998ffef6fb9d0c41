// Compiled, not run: a device's app that uses classes of the Moddable SDK with the SDK's types. mcconfig compiles it
// as well in `npm run test:moddable`.

import Resource from "Resource";
import TCP from "embedded:io/socket/tcp";
import UDP from "embedded:io/socket/udp";
import Resolver from "embedded:network/dns/resolver/udp";
import { Client, type HostOptions, type Message } from "mote-mqtt";
import { deepSleep, wokeUp } from "mote-mqtt/deep-sleep";
import MQTTClient from "mote-mqtt/ecma419";
import { keptMemory } from "mote-mqtt/kept-memory";
import { native } from "mote-mqtt/native";
import MoteResolver from "mote-mqtt/resolver";
import { restoreSession, savedSize, saveSession } from "mote-mqtt/saved-session";
import MoteTCP from "mote-mqtt/socket";
import { Statistics } from "mote-mqtt/statistics";
import { tcp } from "mote-mqtt/tcp";
import { tls } from "mote-mqtt/tls";
import Time from "time";
import Timer from "timer";

const client = new Client({
	...tcp,
	host: "127.0.0.1",
	port: 1883,
	statistics: new Statistics(),
	onMessage(message: Message) {
		trace(message.topic, "\n");
	},
	onSettled() {
		trace("settled\n");
	},
});
client.topic("typed", { QoS: 1 }).publish("21.5");
client.topic("typed/bytes").publish(new Uint8Array(4), 2);

// An app may combine host options by itself, from the SDK's classes
const machine: HostOptions = {
	socket: { io: TCP },
	dns: { io: Resolver, servers: ["127.0.0.1"], socket: { io: UDP } },
	timer: Timer,
	time: Time,
	native,
};
// and from the package's.
const own: HostOptions = { ...machine, socket: { io: MoteTCP }, dns: { io: MoteResolver } };
const secure: HostOptions = tls({ certificate: new Resource("authority.der"), clientKey: new ArrayBuffer(1) });
const standard = () =>
	new MQTTClient({
		socket: { io: TCP },
		dns: { io: Resolver, servers: ["127.0.0.1"], socket: { io: UDP } },
		host: "127.0.0.1",
		onControl(message) {
			if (message.operation === MQTTClient.CONNACK) this.write(new ArrayBuffer(1), { topic: "typed", QoS: 1 });
		},
	});
trace([machine, own, secure, standard, deepSleep, restoreSession, saveSession].length, wokeUp(), keptMemory.size);
trace(savedSize(client), native.isSame(new Uint8Array(1), 0, 1, new Uint8Array(1), 0), "\n");

// @ts-expect-error A resolver is not a socket.
new Client({ ...machine, host: "127.0.0.1", socket: { io: Resolver } });
// @ts-expect-error A socket is not a resolver.
new Client({ ...machine, host: "127.0.0.1", dns: { io: TCP } });
// @ts-expect-error An object with the class as `io` is expected.
new Client({ ...machine, host: "127.0.0.1", socket: TCP });
// @ts-expect-error A file name is not a certificate.
tls({ certificate: "authority.der" });
