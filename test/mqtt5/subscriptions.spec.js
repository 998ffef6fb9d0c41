import { equal, throws } from "../assert.js";
import { Host5, KEPT } from "./host.js";

describe("Subscriptions of 5.0", () => {
	it("have no local, retain as published and retain handling for each filter [MQTT-3.8.3-5]", () => {
		const host = new Host5();
		const client = host.online();
		client.subscribe([
			"a",
			{ filter: "b", QoS: 1 },
			{ filter: "c", noLocal: true },
			{ filter: "d", retainAsPublished: true },
			{ filter: "e", retainHandling: 1 },
			{ filter: "f", QoS: 1, noLocal: true, retainAsPublished: true, retainHandling: 2 },
		]);
		host.sent('82 1B FF FF 00 00 01 "a" 00 00 01 "b" 01 00 01 "c" 04 00 01 "d" 08 00 01 "e" 10 00 01 "f" 2D');
		host.send("90 09 FF FF 00 00 01 00 00 87 01");
		host.happened(
			"subscribed a 0",
			"subscribed b 1",
			"subscribed c 0",
			"subscribed d 0",
			"subscribed e 135",
			"subscribed f 1",
			"settled",
		);
	});

	it("can have these for a single filter", () => {
		const host = new Host5();
		host.online().subscribe([{ filter: "a", QoS: 1, retainHandling: 2 }]);
		host.sent('82 07 FF FF 00 00 01 "a" 21');
		host.send("90 04 FF FF 00 01");
		host.made.subscribe("a", { QoS: 1, noLocal: true, retainAsPublished: true });
		host.sent('82 07 FF FF 00 00 01 "a" 0D');
	});

	it("have a subscription identifier, and user properties", () => {
		const host = new Host5();
		const client = host.online();
		client.subscribe("a", { QoS: 1, subscriptionIdentifier: 1 });
		host.send("90 04 FF FF 00 01");
		client.subscribe("a", { QoS: 1, subscriptionIdentifier: 268_435_455, userProperties: { k: ["v", "w"] } });
		host.sent(
			'82 09 FF FF 02 0B 01 00 01 "a" 01',
			'82 1A FF FF 13 0B FF FF FF 7F 26 00 01 "k" 00 01 "v" 26 00 01 "k" 00 01 "w" 00 01 "a" 01',
		);
		host.send("90 04 FF FF 00 01");
		// The next one has none.
		client.subscribe("a", { QoS: 1 });
		host.send("90 04 FF FF 00 01");
		client.unsubscribe("a", { userProperties: { k: "v" } });
		host.send("B0 04 FF FF 00 00");
		client.unsubscribe("a");
		host.sent(
			'82 07 FF FF 00 00 01 "a" 01',
			'A2 0D FF FF 07 26 00 01 "k" 00 01 "v" 00 01 "a"',
			'A2 06 FF FF 00 00 01 "a"',
		);
	});

	it("share a packet with filters that have the same properties", () => {
		const host = new Host5();
		const client = host.client();
		client.subscribe(["a", "b"], { subscriptionIdentifier: 7 });
		client.subscribe(["c", { filter: "d", subscriptionIdentifier: 8 }, "e"]);
		host.again();
		host.sent('82 0D FF FF 02 0B 07 00 01 "a" 00 00 01 "b" 00');
		host.send("90 05 FF FF 00 00 00");
		host.sent('82 0B FF FF 00 00 01 "c" 00 00 01 "e" 00');
		host.send("90 05 FF FF 00 00 00");
		host.sent('82 09 FF FF 02 0B 08 00 01 "d" 00');
	});

	it("are reported with the properties of SUBACK and UNSUBACK, and the latter's codes", () => {
		const host = new Host5();
		const client = host.online({
			onSubscribe: (filter, code) => host.log.push(`${filter} ${code} ${client.properties.user("k")}`),
			onUnsubscribe: (filter, code) => host.log.push(`${filter} ${code} ${client.properties.user("k")}`),
		});
		client.subscribe("a", { QoS: 1 });
		client.unsubscribe(["a", "b"]);
		host.send('90 0B FF FF 07 26 00 01 "k" 00 01 "v" 01');
		// No subscription existed.
		host.send('B0 0C FF FF 07 26 00 01 "k" 00 01 "w" 00 11');
		host.happened("a 1 v", "a 0 w", "b 17 w", "settled");
	});

	it("are reported to the app with all identifiers of a message", () => {
		const host = new Host5();
		const identifiers = [];
		const client = host.online({
			onMessage: () => {
				const { properties } = client;
				while (properties.next()) if (properties.identifier === 11) identifiers.push(properties.value);
			},
		});
		host.send('30 09 00 01 "a" 05 0B 05 0B AC 02');
		host.send('30 0A 00 01 "a" 06 01 01 0B FF 7F 0B');
		host.happened("malformedPacket, retry 1000");
		equal(identifiers.join(), "5,300");
	});

	it("that are shared begin with $share/, a name and a filter [MQTT-4.8.2-1] [MQTT-4.8.2-2]", () => {
		const host = new Host5();
		const client = host.online();
		for (const filter of ["$share/g/a", "$share/g/#", "$share/g//", "$share/a b/+/c"]) {
			equal(client.subscribe(filter), 0, filter);
			equal(client.unsubscribe(filter), 0, filter);
		}
		for (const filter of [
			"$share/",
			"$share/g",
			"$share/g/",
			"$share//a",
			"$share/+/a",
			"$share/#",
			"$share/a+b/c",
			"$share/g#/c",
		]) {
			throws(() => client.subscribe(filter), TypeError, "filter");
			throws(() => client.subscribe(["a", filter]), TypeError, "filter");
			throws(() => client.subscribe([{ filter }]), TypeError, "filter");
			throws(() => client.unsubscribe(filter), TypeError, "filter");
			throws(() => client.unsubscribe(["a", filter]), TypeError, "filter");
		}
		for (const filter of ["$shared", "share//a"]) equal(new Host5().online().subscribe(filter), 0);
	});

	it("that are shared cannot be no local [MQTT-3.8.3-4]", () => {
		const client = new Host5().online();
		throws(() => client.subscribe([{ filter: "$share/g/a", noLocal: true }]), TypeError, "noLocal");
		throws(() => client.subscribe("$share/g/a", { noLocal: true }), TypeError, "noLocal");
		equal(client.subscribe([{ filter: "$share/g/a", noLocal: false }]), 0);
		equal(client.subscribe([{ filter: "a", noLocal: true }]), 0);
	});

	it("have their options checked by name", async () => {
		// After `await`, nothing else is on a device's small stack.
		await undefined;
		const client = new Host5().online();
		throws(() => client.subscribe([{ filter: "a", noLocal: 1 }]), TypeError, "noLocal");
		throws(() => client.subscribe([{ filter: "a", retainAsPublished: 0 }]), TypeError, "retainAsPublished");
		throws(() => client.subscribe([{ filter: "a", retainHandling: 3 }]), RangeError, "retainHandling");
		throws(() => client.subscribe([{ filter: "a", QoS: 2 }]), RangeError, "QoS");
		throws(() => client.subscribe("a", { QoS: 0, subscriptionIdentifier: 0 }), RangeError, "subscriptionIdentifier");
		throws(
			() => client.subscribe("a", { QoS: 0, subscriptionIdentifier: 2 ** 28 }),
			RangeError,
			"subscriptionIdentifier",
		);
		throws(() => client.subscribe("a", { QoS: 0, userProperties: "a" }), TypeError, "userProperties");
		throws(() => client.subscribe("a", { QoS: 0, userProperties: { a: 1 } }), TypeError, "userProperties");
		throws(() => client.subscribe([]), RangeError, "filters");
		throws(() => client.subscribe(5), TypeError, "filter");
		throws(() => client.subscribe("a#"), TypeError, "filter");
		equal(client.subscribe("a"), 0);
	});

	it("that a lost connection left unanswered are resent completely if the session is present", () => {
		const host = new Host5();
		const client = host.online(KEPT);
		client.subscribe([{ filter: "a", retainHandling: 2 }], { QoS: 0, subscriptionIdentifier: 9 });
		host.lose();
		host.again("20 03 01 00 00");
		host.sent('82 09 FF FF 02 0B 09 00 01 "a" 20');
		host.lose();
		host.again();
		host.sent('82 09 FF FF 02 0B 09 00 01 "a" 20');
		host.send("90 04 FF FF 00 00");
		host.happened(
			"connectionLost, retry 1000",
			"connected, session present",
			"connectionLost, retry 2000",
			"connected",
			"subscribed a 0",
			"settled",
		);
	});

	it("that are shared send messages to their handler", () => {
		const host = new Host5();
		const client = host.online();
		client.subscribe("$share/gr\u00fcn/a/+", { onMessage: ({ topic }) => host.log.push(`shared ${topic}`) });
		client.subscribe("$share/x/#", { onMessage: ({ topic }) => host.log.push(`all ${topic}`) });
		host.send('30 06 00 03 "a/b" 00 30 04 00 01 "a" 00');
		host.happened("shared a/b", "all a/b", "all a");
	});

	it("provide the properties to each handler from the beginning", () => {
		const host = new Host5();
		const client = host.online();
		const onMessage = () => {
			const { properties } = client;
			while (properties.next()) host.log.push(`property ${properties.identifier}`);
		};
		client.subscribe("a", { onMessage });
		client.subscribe("#", { onMessage });
		host.send('30 06 00 01 "a" 02 01 01');
		host.happened("property 1", "property 1");
	});
});

describe("A request of 5.0 that is acknowledged", () => {
	it("is settled even if the app throws in the callback", () => {
		const host = new Host5();
		const wrong = () => {
			throw new Error("the app's");
		};
		const client = host.online({ onSubscribe: wrong, onUnsubscribe: wrong });
		client.subscribe("a");
		throws(() => host.send("90 04 FF FF 00 00"), Error, "the app's");
		equal(client.settled, true);
		client.unsubscribe("a");
		throws(() => host.send("B0 04 FF FF 00 00"), Error, "the app's");
		equal(client.settled, true);
		client.disconnect();
		host.advance(1);
		host.happened("disconnected");
	});
});
