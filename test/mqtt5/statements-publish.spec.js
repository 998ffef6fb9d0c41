import { equal, throws } from "../assert.js";
import { Host5, KEPT, PRESENT } from "./host.js";

/**
 * Checks that a topic cannot be created with these options, and that the TypeError names one of them. Without
 * throws(), because stack is scarce.
 */
function refuses(client, options, name) {
	let thrown;
	try {
		client.topic("a", options);
	} catch (error) {
		thrown = error;
	}
	equal(thrown instanceof TypeError && thrown.message.startsWith(`${name}: expected`), true, name);
}

describe("PUBLISH of 5.0", () => {
	it("at QoS 0 has the topic, a Property Length of 0 and the payload, no identifier, and DUP 0 [MQTT-2.2.1-2] [MQTT-3.3.1-2] [MQTT-4.3.1-1] [MQTT-2.2.2-1]", () => {
		const host = new Host5();
		const client = host.online();
		equal(client.topic("a/b").publish("hi"), 0);
		host.sent('30 08 00 03 "a/b" 00 "hi"');
		client.topic("a", { retain: true }).publish();
		host.sent('31 04 00 01 "a" 00');
	});

	it("at QoS 1 has an unused identifier and DUP 0, and is unacknowledged until PUBACK [MQTT-4.3.2-1] [MQTT-4.3.2-2] [MQTT-4.3.2-3] [MQTT-2.2.1-3]", () => {
		const host = new Host5();
		const client = host.online();
		const topic = client.topic("a", { QoS: 1 });
		equal(topic.publish("x"), 1);
		equal(topic.publish("y"), 2);
		host.sent('32 07 00 01 "a" 00 01 00 "x"', '32 07 00 01 "a" 00 02 00 "y"');
		host.send("40 02 00 02");
		host.happened("published 2 0");
		equal(client.settled, false);
		host.send("40 02 00 01");
		host.happened("published 1 0", "settled");
		equal(client.settled, true);
	});

	it("begins with a topic name in UTF-8, without wildcards [MQTT-3.3.2-1] [MQTT-3.3.2-2] [MQTT-4.7.0-1] [MQTT-4.7.3-1] [MQTT-4.7.3-2] [MQTT-1.5.4-1] [MQTT-1.5.4-2]", () => {
		const host = new Host5();
		const client = host.online();
		for (const name of ["", "#", "+", "a/#", "a+", "a\0", "\ud800", undefined])
			throws(() => client.topic(name), TypeError, "topic: expected");
		client.topic("\ufeff\u00e9").publish();
		host.sent("30 08 00 05 EF BB BF C3 A9 00");
	});

	it("has no QoS other than 0, 1 and 2 [MQTT-3.3.1-4]", () => {
		const client = new Host5().client();
		for (const QoS of [3, 4, -1, 1.5, "1"]) throws(() => client.topic("a", { QoS }), RangeError, "QoS: expected");
	});

	it("has a response topic that is a topic name in UTF-8 [MQTT-3.3.2-13] [MQTT-3.3.2-14]", async () => {
		// After `await`, nothing else is on a device's small stack.
		await undefined;
		const host = new Host5();
		const client = host.online();
		for (const responseTopic of ["", "#", "a/+", "a\0", "\ud800", 5])
			refuses(client, { responseTopic }, "responseTopic");
		client.topic("a", { responseTopic: "\u00e9" }).publish();
		host.sent('30 09 00 01 "a" 05 08 00 02 C3 A9');
	});

	it("has a content type in UTF-8 [MQTT-3.3.2-19]", async () => {
		// After `await`, nothing else is on a device's small stack.
		await undefined;
		const host = new Host5();
		const client = host.online();
		for (const contentType of ["a\0", "\ud800", 5]) refuses(client, { contentType }, "contentType");
		client.topic("a", { contentType: "\u00e9" }).publish();
		host.sent('30 09 00 01 "a" 05 03 00 02 C3 A9');
	});

	it("has no subscription identifier, and no properties of other packets, from a topic's options [MQTT-3.3.4-6]", () => {
		const host = new Host5();
		const client = host.online();
		for (const name of ["subscriptionIdentifier", "topicAlias", "reasonString"])
			throws(() => client.topic("a", { [name]: 1 }), TypeError, `unknown option: ${name}`);
		client.topic("a", { payloadFormat: 1 }).publish();
		host.sent('30 06 00 01 "a" 02 01 01');
	});
});

describe("A session of 5.0", () => {
	it("is kept while the client is connected, and with a session expiry also when it is not [MQTT-4.1.0-1] [MQTT-3.1.2-23]", () => {
		const host = new Host5();
		const client = host.online({ ...KEPT, keepAlive: 0, silence: 0, acknowledgeTimeout: Infinity });
		client.topic("a", { QoS: 1 }).publish("x");
		host.sent('32 07 00 01 "a" 00 01 00 "x"');
		host.advance(1_000_000_000);
		equal(client.settled, false);
		host.lose();
		equal(client.settled, false);
		host.again(PRESENT);
		host.sent('3A 07 00 01 "a" 00 01 00 "x"');
	});

	it("is discarded if the server has none: filters are requested, and a message is new [MQTT-3.2.2-5]", () => {
		const host = new Host5();
		const client = host.online(KEPT);
		client.topic("a", { QoS: 1 }).publish("x");
		client.subscribe("b");
		host.writes.length = 0;
		host.lose();
		host.again();
		host.sent('82 07 FF FF 00 00 01 "b" 00', '32 07 00 01 "a" 00 01 00 "x"');
	});
});
