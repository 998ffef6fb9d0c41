import { equal, throws } from "../assert.js";
import { Host5 } from "./host.js";

/** Not UTF-8 Encoded Strings, or without a character. */
const NO_TEXT = ["", "a\0", "\0", "\ud800", "a\udc00b"];

describe("SUBSCRIBE of 5.0", () => {
	it("has flags 0010, and filters with options after the properties [MQTT-3.8.1-1] [MQTT-2.1.3-1] [MQTT-3.8.3-2] [MQTT-2.2.2-1]", () => {
		const host = new Host5();
		const client = host.online();
		client.subscribe("a/b", { QoS: 1 });
		host.sent('82 09 FF FF 00 00 03 "a/b" 01');
		host.send("90 04 FF FF 00 01");
		client.subscribe([{ filter: "a" }, { filter: "b", QoS: 1 }], { QoS: 0, subscriptionIdentifier: 128 });
		host.sent('82 0E FF FF 03 0B 80 01 00 01 "a" 00 00 01 "b" 01');
	});

	it("has no undefined options: reserved bits are 0 [MQTT-3.8.3-5]", () => {
		const host = new Host5();
		const client = host.online();
		client.subscribe([{ filter: "a", QoS: 1, noLocal: true, retainAsPublished: true, retainHandling: 2 }]);
		host.sent('82 07 FF FF 00 00 01 "a" 2D');
		for (const QoS of [2, 3, 4, -1, 64]) throws(() => client.subscribe("a", { QoS }), RangeError, "QoS: expected");
		for (const retainHandling of [3, 4, -1])
			throws(() => client.subscribe([{ filter: "a", retainHandling }]), RangeError, "retainHandling: expected");
		host.sent();
	});

	it("has at least one filter, and filters in UTF-8 [MQTT-3.8.3-1] [MQTT-3.8.3-2] [MQTT-4.7.3-1] [MQTT-4.7.3-2]", () => {
		const host = new Host5();
		const client = host.online();
		throws(() => client.subscribe([]), RangeError, "filters: expected");
		for (const filter of NO_TEXT) throws(() => client.subscribe(filter), TypeError, "filter: expected");
		for (const filter of NO_TEXT) throws(() => client.subscribe(["a", { filter }]), TypeError, "filter: expected");
		host.sent();
		client.subscribe("\ufeff\u00e9");
		host.sent("82 0B FF FF 00 00 05 EF BB BF C3 A9 00");
	});

	it("may have # as its whole last level and + as any whole level [MQTT-4.7.1-1] [MQTT-4.7.1-2]", () => {
		const host = new Host5();
		const client = host.online();
		let refused = 0;
		for (const filter of ["a#", "#/a", "a/#/b", "##", "a+", "+a", "a/b+/c", "++"]) {
			try {
				// Without throws(), because stack is scarce.
				client.subscribe(filter);
			} catch (error) {
				if (error instanceof TypeError) refused++;
			}
		}
		equal(refused, 8);
		host.sent();
		const filters = ["#", "+", "/", "a/#", "+/+", "/+/#", "a/+/b"];
		for (const filter of filters) equal(client.subscribe(filter), 0);
	});

	it("has an unused identifier, as UNSUBSCRIBE and PUBLISH do, which no message has [MQTT-2.2.1-3]", () => {
		const host = new Host5();
		const client = host.online();
		const topic = client.topic("t", { QoS: 1 });
		topic.publish("m");
		client.subscribe("a");
		client.connection.session.identifier = 65_533;
		topic.publish("n");
		host.send("90 04 FF FF 00 00");
		client.unsubscribe("a");
		host.sent(
			'32 07 00 01 "t" 00 01 00 "m"',
			'82 07 FF FF 00 00 01 "a" 00',
			// 0 is invalid, and 1 is in use.
			'32 07 00 01 "t" 00 02 00 "n"',
			'A2 06 FF FF 00 00 01 "a"',
		);
	});
});

describe("UNSUBSCRIBE of 5.0", () => {
	it("has flags 0010, and filters after the properties [MQTT-3.10.1-1] [MQTT-2.1.3-1] [MQTT-3.10.3-2] [MQTT-2.2.2-1]", () => {
		const host = new Host5();
		const client = host.online();
		client.unsubscribe("a/b");
		host.sent('A2 08 FF FF 00 00 03 "a/b"');
		host.send("B0 04 FF FF 00 00");
		client.unsubscribe(["a", "b"], { userProperties: { n: "v" } });
		host.sent('A2 10 FF FF 07 26 00 01 "n" 00 01 "v" 00 01 "a" 00 01 "b"');
	});

	it("has at least one filter, and filters in UTF-8 [MQTT-3.10.3-1] [MQTT-3.10.3-2]", () => {
		const host = new Host5();
		const client = host.online();
		throws(() => client.unsubscribe([]), RangeError, "filters: expected");
		for (const filter of NO_TEXT) throws(() => client.unsubscribe(filter), TypeError, "filter: expected");
		host.sent();
		client.unsubscribe("\u00e9");
		host.sent("A2 07 FF FF 00 00 02 C3 A9");
	});
});
