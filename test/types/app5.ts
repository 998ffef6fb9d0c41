// Compiled, not run, by `npm test`: the types that a TypeScript app of 5.0 sees, with all parts, and the wrong uses that they stop.
import { EnhancedAuthentication } from "mote-mqtt/authentication";
import { ExactlyOnce } from "mote-mqtt/exactly-once";
import { fallback } from "mote-mqtt/fallback";
import { LargeMessages } from "mote-mqtt/large-messages";
import { Client, type Limits, Property, PropertyList, Reason, Refusal, type Topic } from "mote-mqtt/mqtt5";
import { Redirect } from "mote-mqtt/redirect";
import { restoreSession, savedSize, saveSession } from "mote-mqtt/saved-session";
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
const large = new LargeMessages();
const begun: boolean = authentication.reauthenticate();
const topic: Topic = client.topic("a", { QoS: 2, expiry: 60_000, properties: new PropertyList(64) });
if (large.publishFrom(topic, 5, (_offset, _into, most) => most) < 0) large.resume();
if (begun && topic.publish("on") === Refusal.notSupported) client.disconnect(1_000, { will: true });
client.subscribe(["a/#", { filter: "b", QoS: 1, retainHandling: 2 }], { QoS: 0, subscriptionIdentifier: 1 });
const saved = new Uint8Array(savedSize(client));
saveSession(client, saved);
const restored: boolean = restoreSession(client, saved, 60_000);
// A reason is a number like any other.
let last: number = restored ? Reason.disconnected : Property.contentType;
last = Refusal.full;
console.log(last);

// @ts-expect-error A part is an object, so that it is paid for where it is used.
new Client({ ...tcp, host: "localhost", fallback: true });
// @ts-expect-error And so is this one.
new Client({ ...tcp, host: "localhost", redirect: {} });
// @ts-expect-error What a client is made of is none of an app's business.
client.connection.close();
// @ts-expect-error A property is not sent by its name.
new PropertyList(64).add("contentType", new Uint8Array(1));
// @ts-expect-error There is no such handling.
client.subscribe("a", { QoS: 0, retainHandling: 3 });
// @ts-expect-error An option is misspelt,
new Client({ ...tcp, host: "localhost", sessionExpiryInterval: 60_000 });
// @ts-expect-error one of a topic,
client.topic("a", { messageExpiry: 60_000 });
// @ts-expect-error one of the aliases,
new Client({ ...tcp, host: "localhost", aliases: { recv: 4 } });
// @ts-expect-error one of a will,
new Client({ ...tcp, host: "localhost", will: { topic: "gone", delay: 5_000 } });
// @ts-expect-error one of disconnect(),
client.disconnect(1_000, { sessionExpiryInterval: 0 });
// @ts-expect-error and one of authentication.
new EnhancedAuthentication({ method: "M", answer: () => undefined, onauthenticated() {} });
// @ts-expect-error How many is a number.
new ExactlyOnce({ receiveMaximum: 5 });
