// Compiled by `npm test`, not run: the types that a TypeScript app of 5.0 with all parts uses, and mistakes that must
// not compile.
import { EnhancedAuthentication } from "mote-mqtt/authentication";
import type { Credentials } from "mote-mqtt/credentials";
import type { Eager } from "mote-mqtt/eager";
import { ExactlyOnce } from "mote-mqtt/exactly-once";
import { fallback } from "mote-mqtt/fallback";
import { LargeMessages } from "mote-mqtt/large-messages";
import { Client, type Limits, Property, PropertyList, Reason, Refusal, type Topic } from "mote-mqtt/mqtt5";
import { Redirect } from "mote-mqtt/redirect";
import { restoreSession, savedSize, saveSession } from "mote-mqtt/saved-session";
import type { Servers } from "mote-mqtt/servers";
import { tcp } from "mote-mqtt/tcp";

const authentication = new EnhancedAuthentication({
	method: "SCRAM-SHA-256",
	begin: () => new Uint8Array(4),
	answer: (properties) => properties.get(Property.authenticationData) as Uint8Array,
	onAuthenticated() {},
});
const client = new Client({
	...tcp,
	host: "localhost",
	authentication,
	exactlyOnce: new ExactlyOnce(5),
	fallback,
	redirect: new Redirect(),
	sessionExpiry: Infinity,
	onConnect(session: Limits) {
		const most: number = session.receiveMaximum;
		if (!session.present && most > 1) client.subscribe({ filter: "a", noLocal: true }, { QoS: 1 });
	},
	onOutcome(identifier: number, code: number) {
		if (code === Reason.messageExpired) console.log(identifier, client.properties.user("why"));
	},
});
client.subscribe("ask", {
	onMessage(message) {
		const responder: Topic | undefined = message.responder({ QoS: 1 });
		if (message.properties.find(Property.contentType)) responder?.publish(message.payload);
	},
});
client.onConnect = ({ receiveMaximum }) => console.log(receiveMaximum);
client.onMessage = ({ properties }) => console.log(properties.find(Property.contentType));
client.onOversize = ({ properties }) => console.log(properties.find(Property.contentType));
const large = new LargeMessages();
const begun: boolean = authentication.reauthenticate();
const topic: Topic = client.topic("a", { QoS: 2, expiry: 60_000, properties: new PropertyList(64) });
if (large.publishFrom(topic, 5, (_offset, _into, most) => most) < 0) large.resume();
if (begun && topic.publish("on") === Refusal.notSupported) client.disconnect(1_000, { will: true });
client.subscribe(["a/#", { filter: "b", QoS: 1, retainHandling: 2 }], { QoS: 0, subscriptionIdentifier: 1 });
const saved = new Uint8Array(savedSize(client));
saveSession(client, saved);
const restored: boolean = restoreSession(client, saved, 60_000);
// A reason is a number and can be assigned to one.
let last: number = restored ? Reason.disconnected : Property.contentType;
last = Refusal.full;
console.log(last);

// @ts-expect-error A part must be an object.
new Client({ ...tcp, host: "localhost", fallback: true });
// @ts-expect-error A part must be an object of its class.
new Client({ ...tcp, host: "localhost", redirect: {} });
// @ts-expect-error The connection is not part of the API.
client.connection.close();
// @ts-expect-error A property is given as a Property constant, not by name.
new PropertyList(64).add("contentType", new Uint8Array(1));
// @ts-expect-error Retain handling must be 0, 1 or 2.
client.subscribe("a", { QoS: 0, retainHandling: 3 });
// @ts-expect-error A misspelt option,
new Client({ ...tcp, host: "localhost", sessionExpiryInterval: 60_000 });
// @ts-expect-error of a topic,
client.topic("a", { messageExpiry: 60_000 });
// @ts-expect-error of the aliases,
new Client({ ...tcp, host: "localhost", aliases: { recv: 4 } });
// @ts-expect-error of a will,
new Client({ ...tcp, host: "localhost", will: { topic: "gone", delay: 5_000 } });
// @ts-expect-error of disconnect(),
client.disconnect(1_000, { sessionExpiryInterval: 0 });
// @ts-expect-error of authentication.
new EnhancedAuthentication({ method: "M", answer: () => undefined, onauthenticated() {} });
// @ts-expect-error The argument must be a number.
new ExactlyOnce({ receiveMaximum: 5 });

/** What an app can call of an object. Methods that are for the client only are not declared. */
type Callable<Part> = Exclude<keyof Part, symbol>;
const parts: readonly [
	Callable<ExactlyOnce>?,
	Callable<Eager>?,
	Callable<Servers>?,
	Callable<Credentials>?,
	Callable<Redirect>?,
	Callable<typeof fallback>?,
] = [];
const nothing: readonly undefined[] = parts;
const authenticationCalls: "reauthenticate"[] = [] as Callable<EnhancedAuthentication>[];
const largeCalls: ("waiting" | "publishFrom" | "resume")[] = [] as Callable<LargeMessages>[];
console.log(nothing, authenticationCalls, largeCalls);
