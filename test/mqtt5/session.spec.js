import { equal, throws } from "../assert.js";
import { ACCEPTED, Host5, KEPT, PRESENT } from "./host.js";

/** CONNECT with these options. */
function connect(options) {
	const host = new Host5();
	host.client(options);
	host.step();
	host.accept();
	return host;
}

describe("A session of 5.0", () => {
	it("is kept as long as the app says, in seconds, rounded up", () => {
		connect({ sessionExpiry: 0 }).sent('10 12 00 04 "MQTT" 05 02 00 3C 05 27 00 00 00 80 00 00');
		connect({ sessionExpiry: 59_001 }).sent('10 17 00 04 "MQTT" 05 02 00 3C 0A 11 00 00 00 3C 27 00 00 00 80 00 00');
		connect({ ...KEPT, sessionExpiry: 1 }).sent(
			'10 19 00 04 "MQTT" 05 00 00 3C 0A 11 00 00 00 01 27 00 00 00 80 00 02 "me"',
		);
		connect({ ...KEPT, sessionExpiry: 0 }).sent('10 14 00 04 "MQTT" 05 00 00 3C 05 27 00 00 00 80 00 02 "me"');
	});

	it("is kept forever by default if `clean` is false", () => {
		connect(KEPT).sent('10 19 00 04 "MQTT" 05 00 00 3C 0A 11 FF FF FF FF 27 00 00 00 80 00 02 "me"');
		connect({ sessionExpiry: Infinity }).sent('10 17 00 04 "MQTT" 05 02 00 3C 0A 11 FF FF FF FF 27 00 00 00 80 00 00');
	});

	it("is reported to onConnect: whether it is present, and how long it is kept", () => {
		for (const [options, connack, expected] of [
			[KEPT, PRESENT, "true Infinity"],
			[KEPT, "20 08 01 00 05 11 00 00 00 0A", "true 10000"],
			[KEPT, "20 08 00 00 05 11 FF FF FF FF", "false Infinity"],
			[{ sessionExpiry: 5_500 }, ACCEPTED, "false 5500"],
			[{}, ACCEPTED, "false 0"],
		]) {
			const host = new Host5();
			host.client({
				...options,
				onConnect: ({ present, sessionExpiry }) => host.log.push(`${present} ${sessionExpiry}`),
			});
			host.again(connack);
			host.happened(expected);
		}
	});

	it("continues: unacknowledged messages are resent, with DUP, the same identifiers, in order [MQTT-4.4.0-1] [MQTT-4.6.0-1] [MQTT-3.3.1-1] [MQTT-3.1.2-23]", () => {
		const host = new Host5();
		const client = host.online(KEPT);
		const topic = client.topic("a", { QoS: 1, contentType: "t" });
		topic.publish("x");
		topic.publish("y");
		client.topic("b").publish("0");
		host.send("40 02 00 01");
		host.lose();
		topic.publish("z");
		host.again(PRESENT);
		host.sent('3A 0B 00 01 "a" 00 02 04 03 00 01 "t" "y"', '32 0B 00 01 "a" 00 03 04 03 00 01 "t" "z"');
	});

	it("that the server has lost starts again: messages are new to it, and filters are requested [MQTT-3.2.2-5] [MQTT-4.3.2-2]", () => {
		const host = new Host5();
		const client = host.online(KEPT);
		client.topic("a", { QoS: 1 }).publish("x");
		client.subscribe("b");
		host.lose();
		host.again(PRESENT);
		host.sent('82 07 FF FF 00 00 01 "b" 00', '3A 07 00 01 "a" 00 01 00 "x"');
		host.lose();
		host.again();
		host.sent('82 07 FF FF 00 00 01 "b" 00');
		// Two connections have ended, so messages are sent one at a time.
		host.send("90 04 FF FF 00 00");
		host.sent('32 07 00 01 "a" 00 01 00 "x"');
	});

	it("that was to be discarded cannot be present; the server is told [MQTT-3.1.2-4] [MQTT-3.2.2-4]", () => {
		const host = new Host5();
		host.client();
		host.again(PRESENT);
		host.happened("protocolError, retry 1000");
		host.sent("E0 01 82");
	});

	it("belongs to the identifier that the server has assigned, which is used from then on [MQTT-3.1.3-2]", () => {
		const host = new Host5();
		const ids = [];
		host.client({ onConnect: ({ id }) => ids.push(id) });
		host.again('20 0B 00 00 08 12 00 05 "abcde"');
		host.lose();
		for (let i = 0; i < 2; i++) {
			const { sockets } = host;
			while (host.sockets === sockets) host.step();
			host.writes.length = 0;
			host.accept();
			host.sent('10 17 00 04 "MQTT" 05 02 00 3C 05 27 00 00 00 80 00 05 "abcde"');
			// Another identifier is ignored.
			host.send(i ? ACCEPTED : '20 08 00 00 05 12 00 02 "zz"');
			host.lose();
		}
		equal(ids.join(), "abcde,zz,");
	});

	it("expires in milliseconds, 0 to Infinity", () => {
		throws(() => new Host5().client({ sessionExpiry: -1 }), RangeError, "sessionExpiry");
		throws(() => new Host5().client({ sessionExpiry: "1" - "a" }), RangeError, "sessionExpiry");
	});
});

describe("Keep alive with 5.0", () => {
	it("uses the server's value, if there is one, for that connection only [MQTT-3.1.2-20] [MQTT-3.1.2-21] [MQTT-3.2.2-21]", () => {
		const host = new Host5();
		let told;
		host.online({ keepAlive: 60_000, onConnect: ({ keepAlive }) => (told = keepAlive) }, "20 06 00 00 03 13 00 08");
		equal(told, 8_000);
		host.advance(7_499);
		host.sent();
		host.advance(501);
		host.sent("C0 00");
		host.send("D0 00");
		host.lose();
		const { sockets } = host;
		while (host.sockets === sockets) host.step();
		host.accept();
		// The app's value again.
		host.sent('10 12 00 04 "MQTT" 05 02 00 3C 05 27 00 00 00 80 00 00');
		host.send(ACCEPTED);
		equal(told, 60_000);
		host.advance(50_000);
		host.sent();
		host.advance(10_000);
		host.sent("C0 00");
	});

	it("may be longer than the app's, or off", () => {
		const host = new Host5();
		host.online({ keepAlive: 5_000 }, "20 06 00 00 03 13 00 3C");
		host.advance(50_000);
		host.sent();
		host.advance(10_000);
		host.sent("C0 00");
		const without = new Host5();
		without.online({ keepAlive: 5_000, silence: 0 }, "20 06 00 00 03 13 00 00");
		without.advance(86_400_000);
		without.sent();
		equal(without.made.connected, true);
	});

	it("ends a connection whose server does not answer, without DISCONNECT, because that reason is only for servers", () => {
		const host = new Host5();
		host.online({ keepAlive: 10_000, timeout: 3_000 });
		host.advance(10_000);
		host.sent("C0 00");
		host.advance(3_000);
		host.happened("keepAliveTimeout, retry 1000");
		host.sent();
	});
});
