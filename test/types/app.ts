// Compiled by `npm test`, not run: the types that a TypeScript app uses, and mistakes that must not compile.
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
// @ts-expect-error Only the client may call attach().
statistics.attach({});
// @ts-expect-error A source must return the number of bytes.
large.publishFrom(topic, 100_000, () => {});
client.subscribe(["a/#", { filter: "b", QoS: 1 }]);
const kept: Uint8Array | undefined = wokeUp() ? keptMemory.read() : undefined;
keptMemory.write(kept ?? new Uint8Array(keptMemory.size));
const sleep: (milliseconds: number) => never = deepSleep;

// @ts-expect-error A string is not a Uint8Array.
keptMemory.write("text");
// @ts-expect-error Bytes are required; clear() deletes.
keptMemory.write();
sleep(60_000);
// @ts-expect-error QoS must be 0, 1 or 2.
client.topic("b", { QoS: 3 });
const secure: SecureOptions = { certificate: new Uint8Array(4), serverName: "broker.home" };
const signed: WebSocketOptions = {
	path: (host: string, port: number) => `/mqtt?${host}${port}`,
	headers: { Authorization: "Bearer 1" },
};
new Client({ ...websocket(tls(secure), signed), host: "localhost" });
new Client({ ...websocket(tcp), host: "localhost", keepAlive: 30_000, port: 8083 });
// @ts-expect-error The first argument is the transport, not the options.
websocket({ path: "/mqtt" });
// @ts-expect-error Header values must be strings.
websocket(tcp, { headers: { "X-Number": 1 } });
new Client({ ...tls(secure), host: "localhost" });
new Client({ ...tcp, host: "a", eager: new Eager() });
new Client({ ...tcp, host: "a", eager: new Eager(2_000) });
// @ts-expect-error Must be an Eager object.
new Client({ ...tcp, host: "a", eager: true });
new Client({ ...tcp, host: ["a", "b:1884"], servers: new Servers({ sharedSession: true }) });
// @ts-expect-error Must be a Servers object.
new Client({ ...tcp, host: ["a", "b:1884"], servers: true });
// @ts-expect-error A server must be a string.
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
// @ts-expect-error A password must be a string or bytes.
new Credentials(() => ({ user: "sensor", password: 5 }));
// @ts-expect-error Must be a Credentials object.
new Client({ ...tcp, host: "localhost", credentials: () => ({ user: "sensor" }) });
// @ts-expect-error Must be a boolean or "once".
new Client({ ...tcp, host: "localhost", id: "sensor", clean: "twice" });

// @ts-expect-error A certificate must be in DER, not PEM.
tls({ certificate: "-----BEGIN CERTIFICATE-----" });
// @ts-expect-error A payload must be a string or bytes.
topic.publish(5);
// @ts-expect-error The host is missing.
new Client({ ...tcp });
// @ts-expect-error The host options are missing.
new Client({ host: "localhost" });
// @ts-expect-error A misspelt option,
new Client({ ...tcp, host: "localhost", keepalive: 60_000 });
// @ts-expect-error of a topic,
client.topic("b", { qos: 1 });
// @ts-expect-error of the buffers,
new Client({ ...tcp, host: "localhost", buffers: { recieve: 256 } });
// @ts-expect-error of reconnect,
new Client({ ...tcp, host: "localhost", reconnect: { min: 1_000, maximum: 60_000 } });
// @ts-expect-error of a will,
new Client({ ...tcp, host: "localhost", will: { topic: "gone", payload: "now" } });
// @ts-expect-error of TLS.
tls({ rejectUnauthorized: false });
// @ts-expect-error An option of 5.0 only.
client.topic("b", { expiry: 60_000 });
// @ts-expect-error Topics are made with client.topic(), not with an option.
new Client({ ...tcp, host: "localhost", topic: "b" });

// An app may combine the parts of a device's `tcp` by itself.
new Client({ ...tcp, host: "localhost", socket: { io: TCP }, native });
topic.publish(new ArrayBuffer(4), 2);
const same: boolean = native.isSame(new Uint8Array(4), 0, 4, new Uint8Array(8), 4);
console.log(same);
