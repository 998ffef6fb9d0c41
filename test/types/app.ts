// Compiled, not run, by `npm test`: the types that a TypeScript app sees, and the wrong uses that they stop.
import { Client, type Message, Reason, Refusal, type Topic } from "mote-mqtt";
import { Credentials } from "mote-mqtt/credentials";
import { deepSleep, wokeUp } from "mote-mqtt/deep-sleep";
import { Eager } from "mote-mqtt/eager";
import { keptMemory } from "mote-mqtt/kept-memory";
import { LargeMessages, type Source } from "mote-mqtt/large-messages";
import { native } from "mote-mqtt/native";
import { Servers } from "mote-mqtt/servers";
import TCP from "mote-mqtt/socket";
import { Statistics } from "mote-mqtt/statistics";
import { tcp } from "mote-mqtt/tcp";
import { type SecureOptions, tls } from "mote-mqtt/tls";
import { type WebSocketOptions, websocket } from "mote-mqtt/websocket";

const statistics = new Statistics();
const client = new Client({
	...tcp,
	host: "localhost",
	buffers: { send: 128 },
	statistics,
	attempts: Infinity,
	acknowledgeTimeout: 60_000,
	onOutcome(identifier: number, code: number) {
		if (code === Reason.discarded) console.log(identifier);
	},
	onUndelivered(identifier: number, attempts: number) {
		const how: 0 | 1 | 2 = client.pending(identifier);
		if (attempts > 2 && how) console.log(client.discard(identifier) === true);
	},
	onMessage(message: Message) {
		if (topic.is(message)) console.log(message.text, message.QoS);
	},
	onDisconnect(reason) {
		if (reason.code === Reason.notAuthorized) client.close();
	},
});
const topic: Topic = client.topic("a", { QoS: 1 });
const accepted: number = topic.publish(new Uint8Array(4), 2);
if (accepted === Refusal.full) client.disconnect(1_000);
const large = new LargeMessages(1_024);
const source: Source = (offset, into, most) => (offset + most <= into.length ? most : -1);
if (large.publishFrom(topic, 100_000, source) === Refusal.full && large.waiting) large.resume();
const counted: number = statistics.failures(Reason.acknowledgeTimeout);
if (counted) console.log(statistics.waiting, statistics.capacity, client.statistics?.connections);
// @ts-expect-error Counted by the client alone.
statistics.attach({});
// @ts-expect-error A source says how many bytes it has given.
large.publishFrom(topic, 100_000, () => {});
client.subscribe(["a/#", { filter: "b", QoS: 1 }]);
const kept: Uint8Array | undefined = wokeUp() ? keptMemory.read() : undefined;
keptMemory.write(kept ?? new Uint8Array(keptMemory.size));
const sleep: (milliseconds: number) => never = deepSleep;

// @ts-expect-error Text is no bytes.
keptMemory.write("text");
// @ts-expect-error And so is nothing: for that there is clear().
keptMemory.write();
sleep(60_000);
// @ts-expect-error There is no such QoS.
client.topic("b", { QoS: 3 });
const secure: SecureOptions = { certificate: new Uint8Array(4), serverName: "broker.home" };
const signed: WebSocketOptions = {
	path: (host: string, port: number) => `/mqtt?${host}${port}`,
	headers: { Authorization: "Bearer 1" },
};
new Client({ ...websocket(tls(secure), signed), host: "localhost" });
new Client({ ...websocket(tcp), host: "localhost", keepAlive: 30_000, port: 8083 });
// @ts-expect-error It is not tcp's options that it stands on, but tcp.
websocket({ path: "/mqtt" });
// @ts-expect-error A header's values are text.
websocket(tcp, { headers: { "X-Number": 1 } });
new Client({ ...tls(secure), host: "localhost" });
new Client({ ...tcp, host: "a", eager: new Eager() });
new Client({ ...tcp, host: "a", eager: new Eager(2_000) });
// @ts-expect-error It is an Eager that does.
new Client({ ...tcp, host: "a", eager: true });
new Client({ ...tcp, host: ["a", "b:1884"], servers: new Servers({ sharedSession: true }) });
// @ts-expect-error It is a Servers that tries them.
new Client({ ...tcp, host: ["a", "b:1884"], servers: true });
// @ts-expect-error A server is named by text.
new Client({ ...tcp, host: [1883], servers: new Servers() });
new Client({
	...tcp,
	host: "localhost",
	id: "sensor",
	clean: "once",
	keepAlive: 0,
	silence: 60_000,
	reconnect: { refused: false },
	credentials: new Credentials((answer) => {
		answer({ user: "sensor", password: new Uint8Array(4) });
		return undefined;
	}),
});
new Credentials(async () => ({ user: "sensor" }));
new Credentials(async (answer) => {
	answer({ user: "sensor" });
	return undefined;
});
new Credentials(() => ({ user: "sensor" }), { will: () => ({ topic: "gone" }), size: 1_024 });
// @ts-expect-error A password is text or bytes.
new Credentials(() => ({ user: "sensor", password: 5 }));
// @ts-expect-error It is a Credentials that asks.
new Client({ ...tcp, host: "localhost", credentials: () => ({ user: "sensor" }) });
// @ts-expect-error There is no such word.
new Client({ ...tcp, host: "localhost", id: "sensor", clean: "twice" });

// @ts-expect-error A certificate is in DER, not in PEM.
tls({ certificate: "-----BEGIN CERTIFICATE-----" });
// @ts-expect-error A number is no payload.
topic.publish(5);
// @ts-expect-error The host is missing.
new Client({ ...tcp });
// @ts-expect-error And so is the machine.
new Client({ host: "localhost" });
// @ts-expect-error An option is misspelt.
new Client({ ...tcp, host: "localhost", keepalive: 60_000 });
// @ts-expect-error And so is that of a topic,
client.topic("b", { qos: 1 });
// @ts-expect-error one of the buffers,
new Client({ ...tcp, host: "localhost", buffers: { recieve: 256 } });
// @ts-expect-error one of reconnect,
new Client({ ...tcp, host: "localhost", reconnect: { min: 1_000, maximum: 60_000 } });
// @ts-expect-error one of a will,
new Client({ ...tcp, host: "localhost", will: { topic: "gone", payload: "now" } });
// @ts-expect-error and one of TLS.
tls({ rejectUnauthorized: false });
// @ts-expect-error What 5.0 has, 3.1.1 has not.
client.topic("b", { expiry: 60_000 });
// @ts-expect-error A topic is made by a method, not by an option.
new Client({ ...tcp, host: "localhost", topic: "b" });

// What a device's `tcp` is made of, for an app that makes its own.
new Client({ ...tcp, host: "localhost", socket: { io: TCP }, native });
topic.publish(new ArrayBuffer(4), 2);
const same: boolean = native.isSame(new Uint8Array(4), 0, 4, new Uint8Array(8), 4);
console.log(same);
