import { ExactlyOnce } from "mote-mqtt/exactly-once";
import { equal } from "../../assert.js";
import { ACCEPTED, Host5, KEPT, PRESENT } from "../../mqtt5/host.js";

const FIRST = '34 07 00 01 "a" 00 01 00 "1"';
const SECOND = '34 07 00 01 "a" 00 02 00 "2"';
const AGAIN = FIRST.replace("34", "3C");

/** Options of a client with QoS 2. */
function options(more) {
	return { ...KEPT, exactlyOnce: new ExactlyOnce(), ...more };
}

/** Publishes messages "1" to `count`. */
function publish(host, count = 1) {
	host.topic = host.made.topic("a", { QoS: 2 });
	for (let i = 1; i <= count; i++) equal(host.topic.publish(String(i)), i);
}

describe("A message published at QoS 2 with 5.0", () => {
	it("is completed in four steps, and is unacknowledged until the last [MQTT-4.3.3-1] [MQTT-4.3.3-2] [MQTT-4.3.3-3] [MQTT-4.3.3-4] [MQTT-4.3.3-5] [MQTT-3.6.1-1] [MQTT-2.2.1-5]", () => {
		const host = new Host5();
		host.online(options());
		publish(host);
		host.sent(FIRST);
		equal(host.made.settled, false);
		host.send("50 02 00 01");
		host.sent("62 02 00 01");
		equal(host.made.settled, false);
		host.happened();
		host.send("70 02 00 01");
		host.sent();
		host.happened("published 1 0", "settled");
	});

	it("may be answered with a reason code, and with properties; PUBREL is as short as possible [MQTT-3.5.2-1] [MQTT-3.7.2-1] [MQTT-3.6.2-1] [MQTT-3.6.2-2] [MQTT-3.6.2-3]", () => {
		const host = new Host5();
		host.online(options());
		publish(host, 3);
		host.writes.length = 0;
		host.send('50 03 00 01 10 50 04 00 02 00 00 50 0A 00 03 00 06 1F 00 03 "why"');
		host.sent("62 02 00 01", "62 02 00 02", "62 02 00 03");
		host.send("70 03 00 01 92 70 04 00 02 00 00 70 0B 00 03 92 07 26 00 01 61 00 01 62");
		host.happened("published 1 146", "published 2 0", "published 3 146", "settled");
	});

	it("that PUBREC refuses is given up and reported; others continue [MQTT-3.5.2-1] [MQTT-4.4.0-2]", () => {
		const host = new Host5();
		host.online(options());
		publish(host, 2);
		host.writes.length = 0;
		host.made.onOutcome = (identifier, code) =>
			host.log.push(`${identifier} ${code} ${host.made.properties.get(0x1f) ?? ""}`);
		host.send('50 0B 00 01 97 07 1F 00 04 "full"');
		host.sent();
		host.happened("1 151 full");
		host.lose();
		host.again(PRESENT);
		host.sent(SECOND.replace("34", "3C"));
	});

	it("is resent as a duplicate before PUBREC, and as PUBREL after it, until PUBCOMP [MQTT-4.4.0-1] [MQTT-3.3.1-1] [MQTT-4.3.3-3] [MQTT-4.3.3-5] [MQTT-4.3.3-6]", () => {
		const host = new Host5();
		host.online(options());
		publish(host);
		host.writes.length = 0;
		for (let i = 0; i < 2; i++) {
			host.lose();
			host.again(PRESENT);
			host.sent(AGAIN);
		}
		host.send("50 02 00 01");
		host.writes.length = 0;
		for (let i = 0; i < 2; i++) {
			host.lose();
			host.again(PRESENT);
			host.sent("62 02 00 01");
		}
		host.log.length = 0;
		host.send("70 02 00 01");
		host.happened("published 1 0", "settled");
		host.lose();
		host.again(PRESENT);
		host.sent();
	});

	it("is resent in order: PUBREL in that of PUBREC [MQTT-4.6.0-1] [MQTT-4.6.0-4]", () => {
		const host = new Host5();
		host.online(options());
		publish(host, 4);
		host.writes.length = 0;
		host.send("50 02 00 03 50 02 00 01");
		host.sent("62 02 00 03", "62 02 00 01");
		host.lose();
		host.again(PRESENT);
		host.sent("62 02 00 03", "62 02 00 01", SECOND.replace("34", "3C"), '3C 07 00 01 "a" 00 04 00 "4"');
	});

	it("is new if the server has lost the session; one with PUBREC was completed with it", () => {
		const host = new Host5();
		host.online(options());
		publish(host, 2);
		host.send("50 02 00 01");
		host.lose();
		host.again(ACCEPTED);
		host.sent(SECOND);
	});

	it("is reported if it was released and the server has lost the session, because the server had it", () => {
		const host = new Host5();
		host.online(options());
		publish(host, 3);
		host.send("50 02 00 03 50 02 00 01");
		host.lose();
		host.log.length = 0;
		host.again(ACCEPTED);
		// Each once, in any order, and message 2 continues.
		equal(host.log.filter((line) => line.startsWith("published 1 ")).length, 1, host.log.join());
		equal(host.log.filter((line) => line.startsWith("published 3 ")).length, 1, host.log.join());
		equal(host.log.includes("settled"), false);
		host.log.length = 0;
		host.send("50 02 00 02 70 02 00 02");
		host.happened("published 2 0", "settled");
	});

	it("is reported before the client settles, if nothing else was left", () => {
		const host = new Host5();
		host.online(options());
		publish(host);
		host.send("50 02 00 01");
		host.lose();
		host.log.length = 0;
		host.again(ACCEPTED);
		equal(host.log.findIndex((line) => line.startsWith("published 1 ")) >= 0, true, host.log.join());
		equal(host.log.at(-1), "settled");
		equal(host.log.filter((line) => line === "settled").length, 1);
	});

	it("does not expire after it was sent [MQTT-4.3.3-7]", () => {
		const host = new Host5();
		host.online(options({ keepAlive: 0 }));
		publish(host, 0);
		const topic = host.made.topic("a", { QoS: 2, expiry: 5_000 });
		equal(topic.publish("x"), 1);
		host.sent('34 0C 00 01 "a" 00 01 05 02 00 00 00 05 "x"');
		host.lose();
		topic.publish("y");
		host.advance(100);
		// Those that were not sent may expire.
		host.noSocket = true;
		host.advance(100_000);
		host.noSocket = false;
		host.log.length = 0;
		host.again(PRESENT);
		equal(host.writes[0][0], 0x3c);
		equal(host.writes.length, 1);
		host.happened("connected, session present", "published 2 261");
	});

	it("counts for Receive Maximum until PUBCOMP; packets other than PUBLISH are still sent [MQTT-3.3.4-7] [MQTT-3.3.4-8] [MQTT-4.9.0-2] [MQTT-4.9.0-3]", () => {
		const host = new Host5();
		host.online(options(), "20 06 00 00 03 21 00 02");
		publish(host, 3);
		host.made.subscribe("s");
		host.sent(FIRST, SECOND, '82 07 FF FF 00 00 01 "s" 00');
		host.send("50 02 00 01 50 02 00 02");
		host.sent("62 02 00 01", "62 02 00 02");
		host.send("70 02 00 02");
		host.sent('34 07 00 01 "a" 00 03 00 "3"');
		host.send("50 03 00 03 80 70 02 00 01");
		host.happened("published 2 0", "published 3 128", "published 1 0");
	});

	it("is not sent if the server supports at most QoS 1", () => {
		const host = new Host5();
		host.online(options(), "20 05 00 00 02 24 01");
		publish(host, 0);
		equal(host.topic.publish("x"), -6);
		host.sent();
	});

	it("is not acknowledged by PUBCOMP; PUBREC for an unknown message is answered", () => {
		const host = new Host5();
		host.online(options());
		publish(host);
		host.writes.length = 0;
		host.send("70 02 00 01 70 02 00 09 50 02 00 09");
		host.sent("62 02 00 09");
		equal(host.made.settled, false);
	});

	for (const [QoS, wrong] of [
		[2, "40 02 00 01"],
		[2, "40 03 00 01 80"],
		[1, "50 02 00 01"],
		[1, "50 03 00 01 80"],
	])
		it(`makes ${wrong} a protocol error at QoS ${QoS}, and is sent again`, () => {
			const host = new Host5();
			host.online(options({ onDisconnect: ({ code }) => host.log.push(code) }));
			host.made.topic("a", { QoS }).publish();
			host.writes.length = 0;
			host.send(wrong);
			host.sent("E0 01 82");
			host.happened(0x82);
			host.again(PRESENT);
			equal(host.writes[0][0], 0x38 + 2 * QoS);
		});

	for (const bytes of ["50 03 00 01 80", "50 02 00 01 70 02 00 01"])
		it(`may be done with by an app that closes in onOutcome: ${bytes}`, () => {
			const host = new Host5();
			host.online(options({ onOutcome: () => host.made.close() }));
			publish(host, 2);
			host.send(bytes);
			equal(host.socket.closed, true);
			host.happened();
		});

	it("survives invalid packets from a server [MQTT-3.6.1-1]", () => {
		for (const bytes of [
			"50 02 00 00",
			"50 05 00 01 00 02 1F",
			"60 02 00 01",
			"62 01 00",
			"70 04 00 01 00 01",
			"72 02 00 01",
		]) {
			const host = new Host5();
			host.online(options());
			publish(host);
			host.writes.length = 0;
			host.send(bytes);
			host.sent("E0 01 81");
			host.happened("malformedPacket, retry 1000");
		}
	});
});
