import { EnhancedAuthentication } from "mote-mqtt/authentication";
import { Eager } from "mote-mqtt/eager";
import { equal } from "../../assert.js";
import { ACCEPTED, Host5, KEPT, PRESENT } from "../../mqtt5/host.js";
import { open } from "../eager.js";

const CONNECT = '10 19 00 04 "MQTT" 05 00 00 3C 0A 11 FF FF FF FF 27 00 00 00 80 00 02 "me"';
/** PUBLISH to "a" at QoS 1, with a message's number. */
const publish = (number, first = "32") => `${first} 07 00 01 "a" 00 0${number} 00 "${number}"`;
const puback = (number) => `40 02 00 0${number}`;

let host;
let topic;
let number;

/** A new machine, with a client that connects eagerly, and so many messages. */
function start(count, options) {
	host = new Host5();
	host.client({ ...KEPT, eager: new Eager(), onOutcome: undefined, ...options });
	topic = host.made.topic("a", { QoS: 1 });
	number = 0;
	more(count);
}

/** Publishes so many more messages. */
function more(count) {
	for (const end = number + count; number < end; ) equal(topic.publish(`${++number}`), number);
}

/** Connects with this CONNACK; then the connection is lost, with nothing pending. */
function meet(connack) {
	open(host);
	host.send(connack);
	for (let i = 1; i <= number; i++) host.send(puback(i));
	host.lose();
	host.writes.length = host.log.length = 0;
}

describe("Connecting eagerly to a server of 5.0", () => {
	it("sends one message to an unknown one; then as many as its last CONNACK allowed", () => {
		start(3);
		open(host);
		host.sent(CONNECT, publish(1));
		// Receive Maximum 2.
		host.send("20 06 00 00 03 21 00 02");
		host.sent();
		host.send(puback(1));
		host.sent(publish(2), publish(3));
		host.send(`${puback(2)} ${puback(3)}`);
		host.lose();
		host.writes.length = 0;
		more(3);
		open(host);
		host.sent(CONNECT, `${publish(4)} ${publish(5)}`);
		// CONNACK no longer contains it, so 65,535.
		host.send(PRESENT);
		host.send(`${puback(4)} ${puback(5)} ${puback(6)}`);
		host.lose();
		host.writes.length = 0;
		more(3);
		open(host);
		host.sent(CONNECT, `${publish(7)} ${publish(8)} ${publish(9)}`);
	});

	it("counts early messages for Receive Maximum, even if that is smaller now", () => {
		start(0);
		meet(ACCEPTED);
		more(3);
		open(host);
		host.sent(CONNECT, `${publish(1)} ${publish(2)} ${publish(3)}`);
		host.send("20 06 01 00 03 21 00 01");
		host.send(`${puback(1)} ${puback(2)}`);
		more(2);
		host.sent();
		host.send(puback(3));
		host.sent(publish(4));
		host.send(puback(4));
		host.sent(publish(5));
	});

	it("delays a packet that is larger than that server accepts, and later ones, until CONNACK", () => {
		start(0);
		// Maximum Packet Size 20.
		meet("20 08 00 00 05 27 00 00 00 14");
		more(1);
		equal(topic.publish("x".repeat(20)), 2);
		number = 2;
		more(1);
		open(host);
		host.sent(CONNECT, publish(1));
		host.send("20 08 01 00 05 27 00 00 00 14");
		host.send(puback(1));
		host.sent(publish(3));
	});

	it("delays retained messages, or a QoS that the server does not support, until CONNACK allows them", () => {
		for (const [connack, options] of [
			// Retain Available 0; Maximum QoS 0.
			["20 05 00 00 02 25 00", { QoS: 1, retain: true }],
			["20 05 00 00 02 24 00", { QoS: 1 }],
		]) {
			start(0);
			const outcomes = [];
			meet(connack);
			host.made.onOutcome = (identifier, code) => outcomes.push(identifier, code);
			equal(host.made.topic("r", options).publish("1"), 1);
			open(host);
			host.sent(CONNECT);
			host.send(connack.replace("00 00 02", "01 00 02"));
			host.sent();
			equal(outcomes[1], options.retain ? 0x9a : 0x9b);
		}
	});

	it("that no longer supports RETAIN, and disconnects: it is retried without, and the unsupported message is reported", () => {
		start(0);
		meet(ACCEPTED);
		const outcomes = [];
		host.made.onOutcome = (identifier, code) => outcomes.push(identifier, code);
		host.made.topic("r", { QoS: 1, retain: true }).publish("1");
		more(0);
		open(host);
		host.sent(CONNECT, '33 07 00 01 "r" 00 01 00 "1"');
		host.send("20 05 01 00 02 25 00 E0 01 9A");
		host.happened("connected, session present", "154, retry 2000");
		open(host);
		host.sent(CONNECT);
		host.send("20 05 01 00 02 25 00");
		host.sent();
		equal(outcomes.join(), "1,154");
	});

	it("sends filters early, but not to a server that does not support all kinds", () => {
		start(1);
		host.made.subscribe("s/+");
		open(host);
		host.sent(CONNECT, '82 09 FF FF 00 00 03 "s/+" 00', publish(1));
		// Wildcard Subscription Available 0.
		host.send("20 05 00 00 02 28 00 90 04 FF FF 00 A2");
		host.send(puback(1));
		host.lose();
		host.writes.length = 0;
		host.made.subscribe("t");
		more(1);
		open(host);
		host.sent(CONNECT);
		host.send("20 05 01 00 02 28 00");
		host.sent('82 07 FF FF 00 00 01 "t" 00', publish(2));
	});

	it("uses topic names, because an alias belongs to one connection", () => {
		start(0, { aliases: { send: 1 } });
		// Topic Alias Maximum 1.
		open(host);
		host.send("20 06 00 00 03 22 00 01");
		const long = host.made.topic("long/name", { QoS: 1 });
		long.publish("1");
		host.send(puback(1));
		host.lose();
		host.writes.length = 0;
		long.publish("2");
		open(host);
		host.sent(CONNECT, '32 0F 00 09 "long/name" 00 02 00 "2"');
		host.send("20 06 01 00 03 22 00 01");
		host.send(puback(2));
		long.publish("3");
		host.sent('32 12 00 09 "long/name" 00 03 03 23 00 01 "3"');
	});

	it("sends a message's remaining expiry, and delays an expired one", () => {
		start(0, { reconnect: { minimum: 10_000 } });
		meet(ACCEPTED);
		const outcomes = [];
		host.made.onOutcome = (identifier, code) => outcomes.push(identifier, code);
		const soon = host.made.topic("e", { QoS: 1, expiry: 30_000 });
		soon.publish("1");
		soon.expiry = 5_000;
		soon.publish("2");
		open(host);
		host.sent(CONNECT, '32 0C 00 01 "e" 00 01 05 02 00 00 00 14 "1"');
		host.send(PRESENT);
		equal(outcomes.length, 0);
		host.send(puback(1));
		equal(outcomes.join(), "1,0,2,261");
	});

	it("sends the birth message first, which counts", () => {
		start(2, { birth: { topic: "b", message: "on", QoS: 1 } });
		open(host);
		host.sent(CONNECT, '32 08 00 01 "b" FF FE 00 "on"');
		host.send("20 06 00 00 03 21 00 01");
		host.send("40 02 FF FE");
		host.sent(publish(1));
	});

	it("waits for CONNACK with enhanced authentication", () => {
		start(1, { authentication: new EnhancedAuthentication({ method: "m", answer() {} }) });
		open(host);
		equal(host.writes.length, 1);
		equal(host.writes[0][0], 0x10);
	});
});
