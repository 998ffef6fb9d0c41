import { Reason, Refusal } from "mote-mqtt";
import { ExactlyOnce } from "mote-mqtt/exactly-once";
import { restoreSession, savedSize, saveSession } from "mote-mqtt/saved-session";
import { equal, throws } from "../assert.js";
import { ACCEPTED, Host, KEPT, PRESENT } from "./host.js";

let host;

function onOutcome(identifier, code) {
	host.log.push(`${code === Reason.replaced ? "replaced" : code} ${identifier}`);
}

/** A client that is not connected yet, and reports outcomes. */
function made(options) {
	host = new Host(options?.room && { room: options.room });
	const { room, ...others } = options ?? {};
	return host.client({ ...KEPT, onOutcome, ...others });
}

const LATEST = Object.freeze({ QoS: 1, latestOnly: true });

describe("A topic with latestOnly", () => {
	it("sends the last message after a time without a connection, and reports the replaced ones", () => {
		const topic = made().topic("a", LATEST);
		for (let i = 1; i < 5; i++) equal(topic.publish(`${i}`), i);
		host.happened("replaced 1", "replaced 2", "replaced 3");
		host.again();
		host.sent('32 06 00 01 "a" 00 04 "4"');
		host.send("40 02 00 04");
		host.happened("connected", "0 4", "settled");
	});

	it("queues the newer message last, and does not affect other topics", () => {
		const client = made();
		const names = ["a", "ab", "b", "a/b"];
		for (const name of names) client.topic(name, { QoS: 1 }).publish("x");
		client.topic("b", LATEST).publish("y");
		client.topic("c", LATEST).publish("z");
		host.happened("replaced 3");
		host.again();
		host.sent(
			'32 06 00 01 "a" 00 01 "x"',
			'32 07 00 02 "ab" 00 02 "x"',
			'32 08 00 03 "a/b" 00 04 "x"',
			'32 06 00 01 "b" 00 05 "y"',
			'32 06 00 01 "c" 00 06 "z"',
		);
	});

	it("sends each one while there is a connection: what is on its way is not replaced", () => {
		const topic = made().topic("a", LATEST);
		host.again();
		topic.publish("1");
		topic.publish("2");
		host.sent('32 06 00 01 "a" 00 01 "1"', '32 06 00 01 "a" 00 02 "2"');
		host.lose();
		// Nor when the connection is lost: the server may have it.
		topic.publish("3");
		topic.publish("4");
		host.log.length = 0;
		host.again(PRESENT);
		host.sent('3A 06 00 01 "a" 00 01 "1"', '3A 06 00 01 "a" 00 02 "2"', '32 06 00 01 "a" 00 04 "4"');
	});

	it("does not replace what was sent before, in a session that the server has lost either", () => {
		const topic = made({ room: 64 }).topic("a", LATEST);
		host.again(ACCEPTED);
		topic.publish("1");
		topic.publish("2");
		host.lose();
		// Room for the first one only.
		host.step();
		host.accept();
		host.squeeze(24);
		host.writes.length = host.log.length = 0;
		host.send(ACCEPTED);
		host.sent('32 06 00 01 "a" 00 01 "1"');
		// The second one waits, but may have been delivered; the third one may not.
		topic.publish("3");
		topic.publish("4");
		host.happened("connected", "replaced 3");
		host.drain();
		host.sent('32 06 00 01 "a" 00 02 "2"', '32 06 00 01 "a" 00 04 "4"');
	});

	it("does not replace one that is half written, on this connection or another", () => {
		const topic = made({ room: 40 }).topic("a", LATEST);
		host.again();
		equal(topic.publish("0123456789012345678901234567"), 1);
		topic.publish("2");
		topic.publish("3");
		host.happened("connected", "replaced 2");
		host.lose();
		topic.publish("4");
		host.happened("connectionLost, retry 1000", "replaced 3");
		host.writes.length = 0;
		host.again(PRESENT);
		for (let i = 0; i < 4; i++) host.drain();
		host.streamed('32 21 00 01 "a" 00 01 "0123456789012345678901234567"', '32 06 00 01 "a" 00 04 "4"');
	});

	it("finds room in a full queue by replacing a message", () => {
		const client = made({ buffers: { send: 64, receive: 64, unacknowledged: 36 } });
		const topic = client.topic("a", LATEST);
		equal(topic.publish("1"), 1);
		const other = client.topic("b", { QoS: 1 });
		equal(other.publish("x"), 2);
		equal(other.publish("y"), 3);
		equal(other.publish("z"), Refusal.full);
		equal(topic.publish("2"), 4);
		// A longer one does not fit: the older one stays.
		equal(topic.publish("34"), Refusal.full);
		equal(topic.publish("0123456789012345678901234567"), Refusal.tooLarge);
		host.happened("replaced 1");
		host.again();
		host.sent('32 06 00 01 "b" 00 02 "x"', '32 06 00 01 "b" 00 03 "y"', '32 06 00 01 "a" 00 04 "2"');
	});

	it("does so at QoS 2, and at QoS 0 has nothing that waits", () => {
		const client = made({ exactlyOnce: new ExactlyOnce() });
		const topic = client.topic("a", { QoS: 2, latestOnly: true });
		topic.publish("1");
		topic.publish("2");
		host.happened("replaced 1");
		equal(client.topic("a", { latestOnly: true }).publish("0"), Refusal.notConnected);
		host.again();
		host.sent('34 06 00 01 "a" 00 02 "2"');
		equal(client.topic("a", { latestOnly: true }).publish("0"), 0);
		host.sent('30 04 00 01 "a0"');
	});

	it("replaces one with a topic and a payload of any length", () => {
		const client = made({ buffers: { send: 64, receive: 64, unacknowledged: 1_024 } });
		const topic = client.topic("t".repeat(130), LATEST);
		topic.publish("1");
		topic.publish(new Uint8Array(300));
		topic.publish("3");
		host.happened("replaced 1", "replaced 2");
		host.again();
		host.sent('32 87 01 00 82 "t"*130 00 03 "3"');
	});

	it("lets the app publish in onOutcome, after the newer message", () => {
		const client = made();
		const topic = client.topic("a", LATEST);
		const other = client.topic("b", { QoS: 1 });
		client.onOutcome = () => {
			client.onOutcome = undefined;
			other.publish("x");
			topic.publish("3");
		};
		topic.publish("1");
		topic.publish("2");
		host.again();
		host.sent('32 06 00 01 "b" 00 03 "x"', '32 06 00 01 "a" 00 04 "3"');
	});

	it("reports nothing after close() in onOutcome", () => {
		const client = made();
		const topic = client.topic("a", LATEST);
		client.onOutcome = () => client.close();
		topic.publish("1");
		equal(topic.publish("2"), 2);
		client.onOutcome = onOutcome;
		client.connect();
		host.again();
		host.sent('32 06 00 01 "a" 00 02 "2"');
	});

	it("continues after deep sleep: queued messages are replaced, and sent ones are not", () => {
		const first = made();
		let topic = first.topic("a", LATEST);
		host.again();
		topic.publish("1");
		host.lose();
		topic.publish("2");
		const bytes = new Uint8Array(savedSize(first));
		saveSession(first, bytes);
		const second = made();
		equal(restoreSession(second, bytes), true);
		topic = second.topic("a", LATEST);
		topic.publish("3");
		host.happened("replaced 2");
		host.again(PRESENT);
		host.sent('3A 06 00 01 "a" 00 01 "1"', '32 06 00 01 "a" 00 03 "3"');
	});

	it("knows after deep sleep what was sent with a connection before the last", () => {
		const first = made({ room: 64 });
		let topic = first.topic("a", LATEST);
		host.again();
		topic.publish("1");
		topic.publish("2");
		host.lose();
		host.step();
		host.accept();
		host.squeeze(24);
		// The server has lost the session, so that the second one is as new to it; and it waits.
		host.send(ACCEPTED);
		const bytes = new Uint8Array(savedSize(first));
		saveSession(first, bytes);
		const second = made();
		equal(restoreSession(second, bytes), true);
		topic = second.topic("a", LATEST);
		topic.publish("3");
		host.happened();
		host.again(PRESENT);
		host.sent('3A 06 00 01 "a" 00 01 "1"', '32 06 00 01 "a" 00 02 "2"', '32 06 00 01 "a" 00 03 "3"');
	});

	it("is made with true or false", () => {
		throws(() => made().topic("a", { latestOnly: 1 }), TypeError, "latestOnly");
		equal(made().topic("a", { QoS: 1, latestOnly: false }).publish("x"), 1);
	});
});
