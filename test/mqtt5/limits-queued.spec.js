import { equal } from "../assert.js";
import { hex } from "../bytes.js";
import { ACCEPTED, Host5, KEPT } from "./host.js";

/** CONNACK with one property. */
const connack = (property) => `20 05 00 00 02 ${property}`;

/** Retain Available is 0. */
const NO_RETAIN = hex("20 05 00 00 02 25 00");

/** The server sends that. Without send(), which takes more stack. */
function noRetain({ socket }) {
	socket.received = NO_RETAIN;
	socket.onReadable(NO_RETAIN.length);
}

describe("An accepted request that the next server does not support", () => {
	it("is dropped, and onOutcome gets the reason: QoS, RETAIN; the rest is sent [MQTT-3.2.2-11] [MQTT-3.2.2-14]", () => {
		let host = new Host5();
		let client = host.client(KEPT);
		client.topic("a", { QoS: 1 }).publish("x");
		client.topic("b", { QoS: 1 }).publish("x");
		client.subscribe("c");
		host.again(connack("24 00"));
		// QoS not supported.
		host.happened("connected", "published 1 155", "published 2 155");
		host.sent('82 07 FF FF 00 00 01 "c" 00');
		host.send("90 04 FF FF 00 00");
		host.happened("subscribed c 0", "settled");

		host = new Host5();
		client = host.client(KEPT);
		client.topic("a", { QoS: 1, retain: true }).publish("x");
		client.topic("b", { QoS: 1 }).publish("y");
		host.again(connack("25 00"));
		// Retain not supported.
		host.happened("connected", "published 1 154");
		host.sent('32 07 00 01 "b" 00 02 00 "y"');
		host.send("40 02 00 02");
		host.happened("published 2 0", "settled");
	});

	it("is not sent if it is a filter, and onSubscribe gets the reason; others are sent", async () => {
		// After `await`, nothing else is on a device's small stack.
		await undefined;
		const host = new Host5();
		const client = host.client(KEPT);
		client.subscribe(["a/+", "b"]);
		client.unsubscribe("c/+");
		host.again("20 07 01 00 04 28 00 2A 00");
		// Wildcard subscriptions not supported.
		host.happened("connected, session present", "subscribed a/+ 162");
		host.sent('82 07 FF FF 00 00 01 "b" 00');
		host.send("90 04 FF FF 00 00");
		// Filters that were subscribed to before may be unsubscribed from.
		host.sent('A2 08 FF FF 00 00 03 "c/+"');
		host.send("B0 04 FF FF 00 00");
		host.happened("subscribed b 0", "unsubscribed c/+", "settled");
		client.subscribe("$share/g/a");
		host.happened("subscribed $share/g/a 158", "settled");
		host.lose();
		// The next server supports them.
		host.again("20 03 01 00 00");
		host.sent('82 16 FF FF 00 00 03 "a/+" 00 00 0A "$share/g/a" 00');
		host.lose();
		client.subscribe("d", { QoS: 0, subscriptionIdentifier: 300 });
		host.log.length = 0;
		host.again("20 05 01 00 02 29 00");
		host.happened("connected, session present", "subscribed d 161", "settled");
	});

	it("is dropped and reported if it is too large: message, SUBSCRIBE and UNSUBSCRIBE [MQTT-3.2.2-15]", async () => {
		// After `await`, nothing else is on a device's small stack.
		await undefined;
		const host = new Host5();
		const client = host.client({
			...KEPT,
			onUnsubscribe: (filter, code) => host.log.push(`unsubscribed ${filter} ${code}`),
		});
		client.topic("a", { QoS: 1 }).publish("0123456789abc");
		client.subscribe("0123456789abc");
		client.unsubscribe("0123456789abcd");
		client.topic("a", { QoS: 1 }).publish("0123456789ab");
		host.again("20 08 01 00 05 27 00 00 00 14");
		host.happened(
			"connected, session present",
			"subscribed 0123456789abc 149",
			"unsubscribed 0123456789abcd 149",
			"published 1 149",
		);
		host.sent('32 12 00 01 "a" 00 02 00 "0123456789ab"');
		host.send("40 02 00 02");
		equal(client.settled, true);
	});

	it("is dropped even if it was sent to another server, because resending would end the connection", () => {
		const host = new Host5();
		const client = host.online(KEPT);
		client.topic("a", { QoS: 1 }).publish("0123456789abc");
		host.lose();
		host.writes.length = 0;
		host.again("20 08 01 00 05 27 00 00 00 14");
		host.sent();
		host.happened("connectionLost, retry 1000", "connected, session present", "published 1 149", "settled");
	});

	it("may be followed by close(), connect() or disconnect() in the callback", async () => {
		// After `await`, nothing else is on a device's small stack.
		await undefined;
		for (const act of ["close", "disconnect", "connect"]) {
			const host = new Host5();
			let told = 0;
			const client = host.client({
				...KEPT,
				onOutcome() {
					told++;
					client[act]();
				},
			});
			client.topic("a", { QoS: 1, retain: true }).publish("x");
			client.topic("b", { QoS: 1 }).publish("y");
			host.meet();
			// Without send(), which takes more stack.
			host.socket.received = NO_RETAIN;
			host.socket.onReadable(NO_RETAIN.length);
			equal(told, 1);
			if (act === "close") {
				host.sent();
				client.connect();
				host.meet();
				host.send(ACCEPTED);
			}
			host.sent('32 07 00 01 "b" 00 02 00 "y"');
			host.send("40 02 00 02");
			equal(client.settled, true);
		}
	});

	it("may be followed by another publish() in the callback", async () => {
		// After `await`, nothing else is on a device's small stack.
		await undefined;
		const host = new Host5();
		const client = host.client({
			...KEPT,
			onOutcome: () => other.publish(),
		});
		const other = client.topic("c", { QoS: 1 });
		client.topic("a", { QoS: 1, retain: true }).publish("x");
		client.topic("b", { QoS: 1 }).publish("y");
		host.meet();
		await Promise.resolve(host).then(noRetain);
		host.sent('32 07 00 01 "b" 00 02 00 "y"', '32 06 00 01 "c" 00 03 00');
	});

	it("may be followed by close() in onSubscribe, after which nothing is reported", async () => {
		// After `await`, nothing else is on a device's small stack.
		await undefined;
		const host = new Host5();
		const client = host.client({
			...KEPT,
			onSubscribe: (filter, code) => {
				host.log.push(`subscribed ${filter} ${code}`);
				client.close();
			},
		});
		client.subscribe(["a/+", "b/+"]);
		client.subscribe("c");
		host.again(connack("28 00"));
		host.happened("connected", "subscribed a/+ 162");
		host.sent();
		client.onSubscribe = undefined;
		client.connect();
		host.again();
		host.sent('82 13 FF FF 00 00 03 "a/+" 00 00 03 "b/+" 00 00 01 "c" 00');
	});
});
