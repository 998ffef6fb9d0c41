import { Reason, Refusal } from "mote-mqtt/mqtt5";
import { restoreSession, savedSize, saveSession } from "mote-mqtt/saved-session";
import { equal } from "../assert.js";
import { Host5, KEPT, PRESENT } from "./host.js";

let host;

function onOutcome(identifier, code) {
	const text = code === Reason.messageExpired ? "expired" : code === Reason.replaced ? "replaced" : code;
	host.log.push(`${text} ${identifier}`);
}

/**
 * A client that is not connected yet, with room for three messages of one byte that expire: 14 bytes and 8 more each.
 */
function made(options) {
	host = new Host5();
	const buffers = { send: 64, receive: 64, unacknowledged: 70 };
	return host.client({
		...KEPT,
		buffers,
		onOutcome,
		reconnect: { minimum: 1_000_000, maximum: 1_000_000 },
		...options,
	});
}

/** The same after a failed connection, with a long time to the next attempt. */
function offline() {
	const client = made();
	host.step();
	host.lose();
	host.log.length = 0;
	return client;
}

const SOON = Object.freeze({ QoS: 1, expiry: 10_000 });

describe("A full queue of messages that expire", () => {
	it("removes expired messages for room, for weeks without a connection", () => {
		const topic = offline().topic("a", SOON);
		for (let i = 1; i < 4; i++) equal(topic.publish(`${i}`), i);
		equal(topic.publish("4"), Refusal.full);
		host.happened();
		for (let next = 4; next < 40; next += 3) {
			host.advance(12_000);
			// When it is accepted, the app gets the outcomes of all removed messages.
			equal(topic.publish("x"), next);
			host.happened(`expired ${next - 3}`, `expired ${next - 2}`, `expired ${next - 1}`);
			equal(topic.publish("y"), next + 1);
			equal(topic.publish("z"), next + 2);
			equal(topic.publish("w"), Refusal.full);
			host.happened();
		}
		host.made.connect();
		host.again();
		host.sent(
			'32 0C 00 01 "a" 00 25 05 02 00 00 00 0A "x"',
			'32 0C 00 01 "a" 00 26 05 02 00 00 00 0A "y"',
			'32 0C 00 01 "a" 00 27 05 02 00 00 00 0A "z"',
		);
		for (const i of [25, 26, 27]) host.send(`40 02 00 ${i}`);
		host.happened("connected", "0 37", "0 38", "0 39", "settled");
	});

	it("keeps messages that have not expired or that were sent, because the server may have them", () => {
		const client = made();
		const topic = client.topic("a", SOON);
		host.again();
		topic.publish("1");
		host.lose();
		topic.publish("2");
		client.topic("b", { QoS: 1 }).publish("3");
		host.log.length = 0;
		host.advance(12_000);
		// Until the app is told, 10 bytes are left of each.
		equal(client.topic("c", { QoS: 1 }).publish("45678"), 4);
		host.happened("expired 2");
		equal(client.topic("c", { QoS: 1 }).publish("456"), Refusal.full);
		host.happened();
	});

	it("is full if that is not enough, and reports expired messages on the next connection", () => {
		const client = offline();
		const topic = client.topic("a", SOON);
		topic.publish("1");
		client.topic("b", { QoS: 1 }).publish("2");
		client.topic("b", { QoS: 1 }).publish("3");
		host.advance(12_000);
		host.log.length = 0;
		const other = client.topic("c", { QoS: 1 });
		equal(other.publish("0123456789012345678901234567"), Refusal.full);
		host.happened();
		equal(other.publish("0123"), 4);
		host.advance(1_000);
		equal(other.publish("0123"), Refusal.full);
		client.connect();
		host.again();
		host.happened("connected", "expired 1");
		host.sent('32 07 00 01 "b" 00 02 00 "2"', '32 07 00 01 "b" 00 03 00 "3"', '32 0A 00 01 "c" 00 04 00 "0123"');
	});

	it("lets the app publish in onOutcome", () => {
		const client = offline();
		const topic = client.topic("a", SOON);
		client.onOutcome = (identifier, code) => {
			onOutcome(identifier, code);
			topic.publish("9");
		};
		for (let i = 1; i < 4; i++) topic.publish(`${i}`);
		host.advance(12_000);
		host.log.length = 0;
		equal(topic.publish("4"), 4);
		host.happened("expired 1", "expired 2", "expired 3");
		client.onOutcome = onOutcome;
		client.connect();
		host.again();
		host.sent(
			'32 0C 00 01 "a" 00 04 05 02 00 00 00 0A "4"',
			'32 0C 00 01 "a" 00 05 05 02 00 00 00 0A "9"',
			'32 0C 00 01 "a" 00 06 05 02 00 00 00 0A "9"',
		);
	});

	it("reports all outcomes once, even if the app closes or saves in between", () => {
		let client = made();
		const topic = client.topic("a", SOON);
		for (let i = 1; i < 4; i++) topic.publish(`${i}`);
		client.onOutcome = (identifier, code) => {
			onOutcome(identifier, code);
			client.close();
		};
		host.advance(12_000);
		host.log.length = 0;
		equal(topic.publish("4"), 4);
		host.happened("expired 1");
		const bytes = new Uint8Array(savedSize(client));
		saveSession(client, bytes);
		client = made();
		equal(restoreSession(client, bytes), true);
		host.again(PRESENT);
		host.happened("connected, session present", "expired 2", "expired 3");
		host.sent('32 0C 00 01 "a" 00 04 05 02 00 00 00 0A "4"');
	});
});

describe("A topic of 5.0 with latestOnly", () => {
	it("sends the last message after a time without a connection, and reports the replaced ones", () => {
		const client = made();
		const topic = client.topic("a", { QoS: 1, latestOnly: true, expiry: 60_000 });
		for (let i = 1; i < 5; i++) equal(topic.publish(`${i}`), i);
		host.happened("replaced 1", "replaced 2", "replaced 3");
		host.again();
		host.sent('32 0C 00 01 "a" 00 04 05 02 00 00 00 3C "4"');
	});

	it("replaces a message that waits for the server's quota, but not one that was sent", () => {
		const client = made();
		const topic = client.topic("a", { QoS: 1, latestOnly: true });
		// Receive Maximum 1.
		host.again("20 06 00 00 03 21 00 01");
		host.log.length = 0;
		for (let i = 1; i < 5; i++) equal(topic.publish(`${i}`), i);
		host.happened("replaced 2", "replaced 3");
		host.sent('32 07 00 01 "a" 00 01 00 "1"');
		host.send("40 02 00 01");
		host.sent('32 07 00 01 "a" 00 04 00 "4"');
	});

	it("finds room in a full queue by replacing a message", () => {
		const client = made();
		const topic = client.topic("a", { QoS: 1, latestOnly: true });
		topic.publish("1");
		for (let i = 2; i < 5; i++) client.topic("b", { QoS: 1 }).publish("x");
		equal(client.topic("b", { QoS: 1 }).publish("y"), Refusal.full);
		equal(topic.publish("2"), 5);
		host.happened("replaced 1");
	});
});
