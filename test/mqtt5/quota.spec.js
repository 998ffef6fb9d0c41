import { equal } from "../assert.js";
import { Host5, KEPT } from "./host.js";

/** CONNACK with Receive Maximum 2. */
const TWO = "20 06 00 00 03 21 00 02";
/** CONNACK with Receive Maximum 1. */
const ONE = "20 06 00 00 03 21 00 01";

describe("The server's Receive Maximum", () => {
	it("limits the unacknowledged messages at QoS 1, and each PUBACK allows another [MQTT-3.3.4-7] [MQTT-4.9.0-1] [MQTT-4.9.0-2]", () => {
		const host = new Host5();
		const client = host.online({}, TWO);
		const topic = client.topic("a", { QoS: 1 });
		for (const text of "uvwxyz") topic.publish(text);
		host.sent('32 07 00 01 "a" 00 01 00 "u"', '32 07 00 01 "a" 00 02 00 "v"');
		host.send("40 02 00 02");
		host.sent('32 07 00 01 "a" 00 03 00 "w"');
		host.send("40 02 00 01 40 02 00 03");
		host.sent('32 07 00 01 "a" 00 04 00 "x"', '32 07 00 01 "a" 00 05 00 "y"');
		host.send("40 02 00 04");
		host.sent('32 07 00 01 "a" 00 06 00 "z"');
		host.send("40 02 00 05 40 02 00 06");
		equal(client.settled, true);
	});

	it("no longer counts a message that the server has refused [MQTT-4.4.0-2]", () => {
		const host = new Host5();
		const client = host.online({}, ONE);
		const topic = client.topic("a", { QoS: 1 });
		topic.publish("x");
		topic.publish("y");
		host.sent('32 07 00 01 "a" 00 01 00 "x"');
		// Quota exceeded, without and with properties.
		host.send("40 03 00 01 97");
		host.sent('32 07 00 01 "a" 00 02 00 "y"');
		host.send("40 04 00 02 97 00");
		host.happened("published 1 151", "published 2 151", "settled");
	});

	it("no longer counts a message without subscribers, with and without onOutcome [MQTT-4.4.0-2]", () => {
		const outcomes = [];
		for (const onOutcome of [undefined, (_identifier, code) => outcomes.push(code)]) {
			const host = new Host5();
			const client = host.online({ onOutcome }, ONE);
			const topic = client.topic("a", { QoS: 1 });
			topic.publish("x");
			topic.publish("y");
			host.sent('32 07 00 01 "a" 00 01 00 "x"');
			// A message that was never sent is acknowledged in the same way.
			host.send("40 03 00 07 10");
			host.sent();
			host.send("40 03 00 01 10");
			host.sent('32 07 00 01 "a" 00 02 00 "y"');
			host.send("40 04 00 02 10 00");
			host.happened("settled");
			client.close();
		}
		equal(outcomes.join(), "16,16");
	});

	it("does not count an unexpected acknowledgement", () => {
		const host = new Host5();
		const client = host.online({}, ONE);
		const topic = client.topic("a", { QoS: 1 });
		topic.publish("x");
		topic.publish("y");
		host.writes.length = 0;
		host.send("40 02 00 02 40 02 00 09");
		host.sent();
		host.send("40 02 00 01");
		host.sent('32 07 00 01 "a" 00 02 00 "y"');
	});

	it("of 1 lets a thousand messages through, one after another, in order [MQTT-4.6.0-1]", () => {
		const host = new Host5();
		const client = host.online({ onOutcome: undefined }, ONE);
		const topic = client.topic("a", { QoS: 1 });
		const payload = new Uint8Array(2);
		const puback = new Uint8Array([0x40, 2, 0, 0]);
		let accepted = 0;
		let arrived = 0;
		let inFlight = 0;
		host.onWrite = (bytes) => {
			inFlight += bytes.length / 10;
			equal((bytes[8] << 8) | bytes[9], arrived++);
		};
		while (arrived < 1_000) {
			for (let go = true; go; ) {
				payload[0] = accepted >> 8;
				payload[1] = accepted;
				go = accepted < 1_000 && topic.publish(payload) > 0;
				if (go) accepted++;
			}
			const identifier = arrived;
			equal(inFlight, 1);
			inFlight = 0;
			host.drain();
			puback[2] = identifier >> 8;
			puback[3] = identifier;
			host.send(puback);
		}
		equal(accepted, 1_000);
		host.send("40 02 03 E8");
		equal(client.settled, true);
	});

	it("does not delay SUBSCRIBE, UNSUBSCRIBE, PINGREQ or PUBACK, nor received messages [MQTT-3.3.4-8] [MQTT-4.9.0-3] [MQTT-4.5.0-2]", () => {
		const host = new Host5();
		const client = host.online({ keepAlive: 10_000 }, ONE);
		const topic = client.topic("a", { QoS: 1 });
		topic.publish("x");
		topic.publish("y");
		host.writes.length = 0;
		client.subscribe("b", { QoS: 1 });
		host.sent('82 07 FF FF 00 00 01 "b" 01');
		host.send("90 04 FF FF 00 01");
		client.unsubscribe("c");
		host.sent('A2 06 FF FF 00 00 01 "c"');
		host.send('32 07 00 01 "b" 00 07 00 "m"');
		host.sent("40 02 00 07");
		host.advance(9_500);
		host.sent("C0 00");
		host.send("D0 00 B0 04 FF FF 00 00");
		host.sent();
		host.send("40 02 00 01");
		host.sent('32 07 00 01 "a" 00 02 00 "y"');
		host.happened("subscribed b 1", "message b: m, QoS 1, identifier 7", "unsubscribed c", "published 1 0");
	});

	it("lets SUBSCRIBE be sent before queued messages", () => {
		const host = new Host5();
		const client = host.client(KEPT);
		const topic = client.topic("a", { QoS: 1 });
		for (const text of "xy") topic.publish(text);
		client.subscribe("b", { QoS: 1 });
		host.again(ONE);
		host.streamed('82 07 FF FF 00 00 01 "b" 01', '32 07 00 01 "a" 00 01 00 "x"');
		client.unsubscribe("c");
		host.send("90 04 FF FF 00 01");
		host.sent('A2 06 FF FF 00 00 01 "c"');
	});

	it("does not delay messages at QoS 0, unless others are queued before them", () => {
		const host = new Host5();
		const client = host.online({}, ONE);
		const topic = client.topic("a", { QoS: 1 });
		const zero = client.topic("b");
		topic.publish("x");
		zero.publish("0");
		host.sent('32 07 00 01 "a" 00 01 00 "x"', '30 05 00 01 "b" 00 "0"');
		topic.publish("y");
		equal(zero.publish("1"), 0);
		host.sent();
		host.send("40 02 00 01");
		host.sent('32 07 00 01 "a" 00 02 00 "y"', '30 05 00 01 "b" 00 "1"');
	});

	it("applies to one connection: the next one has its own, and resent messages count [MQTT-3.3.4-7]", () => {
		const host = new Host5();
		const client = host.online(KEPT, TWO);
		const topic = client.topic("a", { QoS: 1 });
		for (const text of "xyz") topic.publish(text);
		host.lose();
		host.again("20 06 01 00 03 21 00 01");
		host.sent('3A 07 00 01 "a" 00 01 00 "x"');
		host.send("40 02 00 01");
		host.sent('3A 07 00 01 "a" 00 02 00 "y"');
		host.lose();
		host.again("20 03 01 00 00");
		host.sent('3A 07 00 01 "a" 00 02 00 "y"', '32 07 00 01 "a" 00 03 00 "z"');
		topic.publish("u");
		host.sent('32 07 00 01 "a" 00 04 00 "u"');
	});

	it("is 65,535 if CONNACK does not contain it", () => {
		const host = new Host5();
		const client = host.online();
		const topic = client.topic("a", { QoS: 1 });
		for (let i = 0; i < 10; i++) topic.publish();
		equal(host.writes.length, 10);
	});
});
