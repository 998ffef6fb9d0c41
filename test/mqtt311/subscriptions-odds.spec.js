// Subscriptions in rare combinations: connections that end early, full tables, and apps that subscribe in their handlers.
import { equal } from "../assert.js";
import { ACCEPTED, Host, KEPT, PRESENT } from "./host.js";

/** A client that has lost three connections because of "bad", so that this filter is set aside. */
function aside(options) {
	const host = new Host();
	host.client({ ...KEPT, ...options }).subscribe(["good", "bad"]);
	for (let i = 0; i < 3; i++) {
		if (i && options?.reconnect === false) host.made.connect();
		host.again(i ? PRESENT : ACCEPTED);
		if (i === 1) host.send("90 03 FF FF 00");
		host.lose();
	}
	if (options?.reconnect !== false) {
		host.again(PRESENT);
		host.send("90 03 FF FF 00");
		host.lose();
	}
	return host;
}

describe("A filter whose SUBACK was awaited when the connection ended", () => {
	it("is not blamed for connections that end before CONNACK, for example while a server restarts", async () => {
		// After `await`, nothing else is on a device's small stack.
		await undefined;
		const host = new Host();
		host.client(KEPT).subscribe("a");
		host.again();
		host.lose();
		for (let i = 0; i < 4; i++) {
			host.meet();
			host.lose();
		}
		equal(host.log.includes("subscribed a 259"), false);
		host.again(PRESENT);
		host.sent('82 06 FF FF 00 01 "a" 00');
	});

	it("is not blamed for refusals by CONNACK", async () => {
		await undefined;
		const host = new Host();
		host.client(KEPT).subscribe("a");
		host.again();
		host.lose();
		for (let i = 0; i < 4; i++) {
			host.meet();
			host.send("20 02 00 03");
		}
		equal(host.log.includes("subscribed a 259"), false);
		host.again(PRESENT);
		host.sent('82 06 FF FF 00 01 "a" 00');
	});
});

describe("A filter that was set aside", () => {
	it("is subscribed to again when a connection has lasted, even after a successful disconnect() in between", async () => {
		await undefined;
		const host = aside();
		const client = host.made;
		host.again(PRESENT);
		client.disconnect();
		host.advance(20_000);
		client.connect();
		host.again(PRESENT);
		for (let second = 0; second < 240 && !host.writes.some((write) => write[0] === 0x82); second++) {
			host.advance(1_000);
			if (host.writes.at(-1)?.[0] === 0xc0) host.send("D0 00");
		}
		equal(host.writes.filter((write) => write[0] === 0x82).length, 1);
	});

	it("is not sent at the start of the next connection if the app itself calls connect()", async () => {
		await undefined;
		const host = aside({ reconnect: false });
		host.made.connect();
		host.again(PRESENT);
		host.advance(100);
		host.sent();
	});

	it("is not sent sooner if the longest pause is an hour, however often it has failed", async () => {
		await undefined;
		const host = aside({ reconnect: { maximum: 3_600_000 } });
		host.made.connection.subscriptions.patience = 10;
		host.again(PRESENT);
		host.advance(100);
		host.sent();
	});
});

describe("An UNSUBSCRIBE that the server answers by closing the connection", () => {
	it("is given up and reported when that has happened three times", async () => {
		await undefined;
		const host = new Host();
		const client = host.online(KEPT);
		client.unsubscribe("bad");
		client.subscribe("good");
		host.log.length = host.writes.length = 0;
		for (let i = 0; i < 3; i++) {
			host.lose();
			host.again(PRESENT);
		}
		host.send("90 03 FF FF 00");
		equal(client.settled, true);
		equal(host.log.includes("unsubscribed bad"), true);
		equal(host.log.includes("subscribed good 0"), true);
	});

	it("does not delay a new subscription once it is given up, even if no other filter is left", async () => {
		await undefined;
		const host = new Host();
		const client = host.online(KEPT);
		client.unsubscribe("bad");
		for (let i = 0; i < 3; i++) {
			host.lose();
			host.again(PRESENT);
		}
		host.writes.length = 0;
		client.subscribe("a");
		host.sent('82 06 FF FF 00 01 "a" 00');
	});
});

describe("A filter that is subscribed to after close()", () => {
	it("keeps the client from being settled until its SUBACK on the next connection", async () => {
		await undefined;
		const host = new Host();
		const client = host.online();
		client.close();
		client.subscribe("a");
		client.connect();
		host.again();
		equal(client.settled, false);
		host.send("90 03 FF FF 00");
		equal(client.settled, true);
		host.happened("connected", "subscribed a 0", "settled");
	});
});

describe("A handler", () => {
	it("that unsubscribes its own filter does not keep the message from other handlers", async () => {
		await undefined;
		const host = new Host();
		const client = host.online();
		client.subscribe("a/b", {
			onMessage() {
				host.log.push("once");
				client.unsubscribe("a/b");
			},
		});
		client.subscribe("a/+", { onMessage: () => host.log.push("second") });
		client.subscribe("a/#", { onMessage: () => host.log.push("third") });
		host.send("90 03 FF FF 00 90 04 FF FF 00 00");
		host.log.length = 0;
		host.send('30 05 00 03 "a/b"');
		host.happened("once", "second", "third");
	});

	it("that subscribes again, or unsubscribes filters before and after it, is called once for each message", async () => {
		await undefined;
		const host = new Host();
		const client = host.online();
		let QoS = 0;
		client.subscribe("+/b", { onMessage: () => host.log.push("first") });
		client.subscribe("a/b", {
			onMessage: function handler() {
				host.log.push("middle");
				QoS ^= 1;
				client.unsubscribe(["+/b", "a/+"]);
				client.subscribe("a/b", { QoS, onMessage: handler });
			},
		});
		client.subscribe("a/+", { onMessage: () => host.log.push("given up") });
		client.subscribe("a/#", { onMessage: () => host.log.push("last") });
		for (let i = 0; i < 2; i++) host.send("90 03 FF FF 00 90 05 FF FF 00 00 00");
		host.log.length = 0;
		host.send('30 05 00 03 "a/b"');
		host.happened("first", "middle", "last");
		host.send('30 05 00 03 "a/b"');
		host.happened("last", "middle");
	});
});

describe("A message of a topic with latestOnly", () => {
	it("is replaced even if the message before it was half written when the connection ended", async () => {
		await undefined;
		const host = new Host({ room: 20 });
		const client = host.client({
			...KEPT,
			birth: { topic: "s", message: "0123456789012345678901234567890" },
			buffers: { unacknowledged: 16 },
		});
		const topic = client.topic("t", { QoS: 1, latestOnly: true });
		topic.publish("1");
		host.meet();
		host.send(ACCEPTED);
		equal(topic.publish("2"), 2);
		host.lose();
		equal(topic.publish("3"), 3);
	});
});
