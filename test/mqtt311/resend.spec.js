import { equal } from "../assert.js";
import { ACCEPTED, Host, KEPT, PRESENT } from "./host.js";

/** A client that has sent messages "1", "2" and "3", which are not acknowledged. */
function unacknowledged(options = KEPT) {
	const host = new Host();
	const client = host.online(options);
	host.topic = client.topic("a", { QoS: 1 });
	for (const text of ["1", "2", "3"]) host.topic.publish(text);
	host.writes.length = 0;
	return host;
}

describe("After a reconnect", () => {
	it("unacknowledged messages are resent with the same identifiers, in the same order, with DUP [MQTT-3.1.2-4] [MQTT-4.4.0-1] [MQTT-4.6.0-1] [MQTT-3.3.1-1] [MQTT-2.3.1-3]", () => {
		const host = unacknowledged();
		host.lose();
		host.again(PRESENT);
		host.sent('3A 06 00 01 "a" 00 01 "1"', '3A 06 00 01 "a" 00 02 "2"', '3A 06 00 01 "a" 00 03 "3"');
		host.send("40 02 00 01 40 02 00 02 40 02 00 03");
		host.happened("connectionLost, retry 1000", "connected, session present", "settled");
	});

	it("RETAIN is unchanged", () => {
		const host = new Host();
		host.online(KEPT).topic("a", { QoS: 1, retain: true }).publish("x");
		host.sent('33 06 00 01 "a" 00 01 "x"');
		host.lose();
		host.again(PRESENT);
		host.sent('3B 06 00 01 "a" 00 01 "x"');
	});

	it("acknowledged messages are not resent", () => {
		const host = unacknowledged();
		host.send("40 02 00 02");
		host.lose();
		host.again(PRESENT);
		host.sent('3A 06 00 01 "a" 00 01 "1"', '3A 06 00 01 "a" 00 03 "3"');
	});

	it("DUP is set only on messages sent before [MQTT-3.3.1-1]", () => {
		const host = unacknowledged();
		host.lose();
		host.topic.publish("4");
		host.again(PRESENT);
		host.sent(
			'3A 06 00 01 "a" 00 01 "1"',
			'3A 06 00 01 "a" 00 02 "2"',
			'3A 06 00 01 "a" 00 03 "3"',
			'32 06 00 01 "a" 00 04 "4"',
		);
		host.lose();
		host.topic.publish("5");
		host.again(PRESENT);
		// One at a time, as connections have ended twice with the first.
		host.send("40 02 00 01");
		equal(host.writes.length, 5);
		equal(host.writes[3][0], 0x3a);
		equal(host.writes[4][0], 0x32);
	});

	it("DUP stays through several reconnects, including those that end before CONNACK", () => {
		const host = unacknowledged();
		for (let i = 0; i < 4; i++) {
			host.lose();
			const { sockets } = host;
			while (host.sockets === sockets) host.step();
			host.accept();
			if (i === 1) host.send("20 02 00 03");
			else if (i === 2) host.lose();
			else host.send(PRESENT);
		}
		host.writes.length = 0;
		host.lose();
		host.again(PRESENT);
		// One at a time, as connections have ended several times with the first.
		host.send("40 02 00 01");
		host.sent('3A 06 00 01 "a" 00 01 "1"', '3A 06 00 01 "a" 00 02 "2"', '3A 06 00 01 "a" 00 03 "3"');
	});

	it("in a new session all messages are new, and resent without DUP", () => {
		const host = unacknowledged();
		host.lose();
		host.again(PRESENT);
		host.writes.length = 0;
		host.lose();
		host.again(ACCEPTED);
		host.send("40 02 00 01");
		host.sent('32 06 00 01 "a" 00 01 "1"', '32 06 00 01 "a" 00 02 "2"', '32 06 00 01 "a" 00 03 "3"');
	});

	it("a clean session loses no accepted message either: it is published again [MQTT-3.1.2-6]", () => {
		const host = unacknowledged({});
		host.lose();
		host.again();
		host.sent('32 06 00 01 "a" 00 01 "1"', '32 06 00 01 "a" 00 02 "2"', '32 06 00 01 "a" 00 03 "3"');
	});

	it("nothing is resent or given up while the connection lasts [MQTT-4.1.0-2]", () => {
		const host = unacknowledged({ ...KEPT, acknowledgeTimeout: Infinity });
		for (let i = 0; i < 500; i++) {
			host.advance(10_000);
			for (const write of host.writes.splice(0)) equal(write[0], 0xc0);
			host.send("D0 00");
			host.drain();
		}
		host.happened();
		host.send("40 02 00 01 40 02 00 02 40 02 00 03");
		host.happened("settled");
	});

	it("a packet that was partly written when the connection was lost is sent completely, without DUP", () => {
		const host = new Host({ room: 24 });
		const client = host.online(KEPT);
		equal(client.topic("a", { QoS: 1 }).publish("0123456789"), 1);
		host.sent('32 0F 00 01 "a" 00 01 "0"');
		host.lose();
		host.again(PRESENT);
		for (let i = 0; i < 5; i++) host.drain();
		host.streamed('32 0F 00 01 "a" 00 01 "0123456789"');
		// Now it has been sent.
		host.lose();
		host.again(PRESENT);
		for (let i = 0; i < 5; i++) host.drain();
		host.streamed('3A 0F 00 01 "a" 00 01 "0123456789"');
	});

	it("queued messages at QoS 0 are dropped with the connection", () => {
		const host = new Host({ room: 33 });
		const client = host.online(KEPT);
		const one = client.topic("a", { QoS: 1 });
		const zero = client.topic("b");
		one.publish("0123456789");
		zero.publish("0123456789");
		host.sent('32 0F 00 01 "a" 00 01 "0123456789"');
		host.lose();
		host.again(PRESENT);
		host.drain();
		host.sent('3A 0F 00 01 "a" 00 01 "0123456789"');
		host.send("40 02 00 01");
		host.happened("connectionLost, retry 1000", "connected, session present", "settled");
		equal(client.settled, true);
	});

	it("the client settles after dropping the only message", () => {
		const host = new Host({ room: 30 });
		const client = host.online(KEPT);
		client.topic("b").publish("0123456789");
		host.lose();
		host.again(PRESENT);
		host.happened("connectionLost, retry 1000", "connected, session present", "settled");
		client.unsubscribe("c");
		host.lose();
		host.again(ACCEPTED);
		host.happened("connectionLost, retry 2000", "connected", "unsubscribed c", "settled");
		equal(client.settled, true);
	});
});
