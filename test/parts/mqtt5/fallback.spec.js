import { ExactlyOnce } from "mote-mqtt/exactly-once";
import { fallback } from "mote-mqtt/fallback";
import { equal } from "../../assert.js";
import { Host5, KEPT } from "../../mqtt5/host.js";
import { ACCEPTED_311, fallen, UNSUPPORTED, UNSUPPORTED_5 } from "./fallen.js";

const CONNECT_311 = '10 0C 00 04 "MQTT" 04 02 00 3C 00 00';

describe("A server that does not speak 5.0", () => {
	it("may refuse in 3.1.1, even if the app has thrown in the callback for the fallback", () => {
		const host = new Host5();
		let times = 0;
		host.client({
			fallback,
			onDisconnect({ code, retry }) {
				host.log.push(`${code}, retry ${retry}`);
				if (!times++) throw new Error("app");
			},
		});
		host.meet();
		// Without throws(), because a device's stack is small.
		let thrown;
		try {
			host.send(UNSUPPORTED);
		} catch (error) {
			thrown = error;
		}
		equal(thrown?.message, "app");
		host.meet();
		// Not authorized.
		host.send("20 02 00 05");
		host.happened("132, retry 1000", "135, retry 900000");
	});

	for (const [name, connack] of [
		["as a server of 3.1.1 says it", UNSUPPORTED],
		["as a server of 5.0 says it", UNSUPPORTED_5],
	]) {
		it(`is reported if the app does not allow fallback: ${name}`, () => {
			const host = new Host5();
			host.client({ reconnect: { refused: false } });
			host.meet();
			host.send(connack);
			host.happened("unsupportedProtocolVersion");
			host.advance(86_400_000);
			equal(host.sockets, 1);
			// connect() tries 5.0 again.
			host.made.connect();
			host.again();
			host.happened("connected");
		});

		it(`is used with 3.1.1 with the option \`fallback\`, and from then on: ${name}`, () => {
			const host = new Host5();
			host.client({ fallback });
			host.meet();
			host.send(connack);
			host.happened("unsupportedProtocolVersion, retry 1000");
			for (let i = 0; i < 2; i++) {
				const { sockets } = host;
				while (host.sockets === sockets) host.step();
				host.accept();
				host.sent(CONNECT_311);
				host.send(ACCEPTED_311);
				host.lose();
				host.happened("connected", `connectionLost, retry ${2000 * (i + 1)}`);
			}
		});
	}

	it("is used with 3.1.1 without connect(), once, if `reconnect` is false", () => {
		const host = new Host5();
		host.client({ fallback, reconnect: false });
		host.meet();
		host.send(UNSUPPORTED);
		host.happened("unsupportedProtocolVersion, retry 1000");
		host.step();
		host.accept();
		host.sent(CONNECT_311);
		host.send(UNSUPPORTED);
		host.happened("unsupportedProtocolVersion");
		host.advance(86_400_000);
		equal(host.sockets, 2);
	});

	it("leaves nothing of the machine's held after close(), also if a queued message would expire in 5.0", () => {
		const host = new Host5();
		const client = host.client({ ...KEPT, fallback });
		client.topic("a", { QoS: 1, expiry: 5_000 }).publish("x");
		host.meet();
		host.send(UNSUPPORTED);
		client.close();
		equal(host.timers.length, 0);
	});

	it("gets a will, user and password without properties", () => {
		const host = new Host5();
		host.client({
			fallback,
			user: "u",
			password: "p",
			will: { topic: "w", message: "m", willDelay: 5_000, contentType: "t" },
			userProperties: { a: "b" },
		});
		host.meet();
		host.send(UNSUPPORTED);
		const { sockets } = host;
		while (host.sockets === sockets) host.step();
		host.accept();
		host.sent('10 18 00 04 "MQTT" 04 C6 00 3C 00 00 00 01 "w" 00 01 "m" 00 01 "u" 00 01 "p"');
	});

	it("that refuses 3.1.1 as well is retried slowly", () => {
		const host = new Host5();
		host.client({ fallback });
		host.meet();
		host.send(UNSUPPORTED);
		host.meet();
		host.send(UNSUPPORTED);
		host.happened("unsupportedProtocolVersion, retry 1000", "unsupportedProtocolVersion, retry 900000");
		host.advance(600_000);
		equal(host.sockets, 2);
	});

	it("gets messages queued before, without properties", () => {
		const host = new Host5();
		const client = host.client({ ...KEPT, fallback });
		client.topic("a", { QoS: 1 }).publish("x");
		client
			.topic("bc", { QoS: 1, retain: true, contentType: "text", expiry: 90_000, userProperties: { k: "v" } })
			.publish("yz");
		client.subscribe([{ filter: "d", QoS: 1, noLocal: true, retainAsPublished: true, retainHandling: 2 }, "ef"], {
			subscriptionIdentifier: 300,
		});
		client.topic("j", { QoS: 1 }).publish();
		host.meet();
		host.send(UNSUPPORTED);
		host.again(ACCEPTED_311);
		host.sent(
			'82 0B FF FF 00 01 "d" 01 00 02 "ef" 00',
			'32 06 00 01 "a" 00 01 "x"',
			'33 08 00 02 "bc" 00 02 "yz"',
			'32 05 00 01 "j" 00 03',
		);
		host.log.length = 0;
		host.send("40 02 00 01 40 02 00 02 90 04 FF FF 01 00 40 02 00 03");
		host.happened("published 1 0", "published 2 0", "subscribed d 1", "subscribed ef 0", "published 3 0", "settled");
	});

	it("gets messages queued before, even if their length becomes a byte shorter", () => {
		const host = new Host5();
		const client = host.client({ ...KEPT, fallback, buffers: { send: 200, receive: 64, unacknowledged: 500 } });
		// 128 bytes and more with properties, fewer without.
		client.topic("a", { QoS: 1, contentType: "t".repeat(90) }).publish("x".repeat(40));
		client.subscribe("b", { QoS: 0, userProperties: { k: "v".repeat(120) } });
		client.topic("c", { QoS: 1 }).publish("x".repeat(130));
		host.meet();
		host.send(UNSUPPORTED);
		host.again(ACCEPTED_311);
		host.streamed('82 06 FF FF 00 01 "b" 00', '32 2D 00 01 "a" 00 01 "x"*40', '32 87 01 00 01 "c" 00 02 "x"*130');
	});

	it("gets messages that were sent to another before, and PUBREL", () => {
		const host = new Host5();
		const client = host.online({ ...KEPT, fallback, exactlyOnce: new ExactlyOnce() });
		client.topic("a", { QoS: 2, contentType: "t" }).publish("x");
		client.topic("b", { QoS: 2, contentType: "t" }).publish("y");
		client.topic("c", { QoS: 1, expiry: 1_000 }).publish("z");
		host.send("50 02 00 01");
		host.lose();
		client.topic("d", { QoS: 1, contentType: "t" }).publish("w");
		host.meet();
		host.send(UNSUPPORTED);
		host.writes.length = host.log.length = 0;
		host.advance(30_000);
		host.accept();
		host.drain();
		host.writes.length = 0;
		host.send("20 02 01 00");
		// In 3.1.1 nothing expires.
		host.sent("62 02 00 01", '3C 06 00 01 "b" 00 02 "y"', '3A 06 00 01 "c" 00 03 "z"', '32 06 00 01 "d" 00 04 "w"');
		host.log.length = 0;
		host.send("70 02 00 01 50 02 00 02 40 02 00 03 40 02 00 04");
		host.sent("62 02 00 02");
		host.send("70 02 00 02");
		host.happened("published 1 0", "published 3 0", "published 4 0", "published 2 0", "settled");
		equal(client.settled, true);
	});

	for (const QoS of [1, 2])
		it(`gets messages after one at QoS ${QoS} that was given up when it was partly written`, async () => {
			await undefined;
			const host = new Host5();
			const client = host.online({ ...KEPT, fallback, exactlyOnce: new ExactlyOnce() });
			// The first byte of its identifier, read as the length of properties, exceeds the packet.
			client.connection.session.identifier = 0x3fff;
			host.squeeze(40);
			const identifier = client.topic("a", { QoS }).publish("x".repeat(40));
			client.topic("b", { QoS: 1 }).publish("y");
			equal(client.discard(identifier), true);
			host.lose();
			host.meet();
			host.send(UNSUPPORTED);
			host.again("20 02 01 00");
			host.sent('32 06 00 01 "b" 40 01 "y"');
		});

	it("is used as in 3.1.1: messages, SUBSCRIBE, UNSUBSCRIBE", async () => {
		// After `await`, nothing else is on a device's small stack.
		await undefined;
		const host = fallen();
		const client = host.made;
		client.topic("a", { QoS: 1, contentType: "t", expiry: 5_000 }).publish("x");
		client.topic("a").publish("y");
		client.subscribe([{ filter: "b", QoS: 1, noLocal: true }], { QoS: 0, subscriptionIdentifier: 5 });
		client.unsubscribe("b", { userProperties: { k: "v" } });
		host.sent('32 06 00 01 "a" 00 01 "x"', '30 04 00 01 "a" "y"', '82 06 FF FF 00 01 "b" 01');
		host.drain();
		host.send('32 06 00 01 "b" 00 01 "m" 40 02 00 01 90 03 FF FF 01 B0 02 FF FF');
		host.happened("message b: m, QoS 1, identifier 1", "published 1 0", "subscribed b 1", "unsubscribed b", "settled");
		// In 3.1.1 there are no requests and no properties, but a message has the methods of 5.0.
		client.onMessage = (message) => host.log.push(message.text, message.responder(), message.properties.next());
		host.send('30 04 00 01 "b" "n"');
		host.happened("n", undefined, 0);
		host.sent("40 02 00 01", 'A2 05 FF FF 00 01 "b"');
		client.disconnect();
		host.step();
		host.sent("E0 00");
	});
});
