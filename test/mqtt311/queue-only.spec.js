import { equal, throws } from "../assert.js";
import { ACCEPTED, Host, KEPT } from "./host.js";

let host;

function start(options) {
	host = new Host();
	return host.client({ ...KEPT, connect: false, ...options });
}

describe("A client with connect: false", () => {
	it("queues messages and holds neither socket nor timer until connect() is called", () => {
		const client = start();
		const topic = client.topic("a", { QoS: 1 });
		equal(topic.publish("1"), 1);
		equal(client.topic("z").publish("0"), -1);
		client.subscribe("s");
		equal(host.sockets, 0);
		equal(host.timers.length, 0);
		equal(client.settled, false);
		equal(client.connected, false);
		client.connect();
		host.again(ACCEPTED);
		host.sent('82 06 FF FF 00 01 "s" 00', '32 06 00 01 "a" 00 01 "1"');
		host.send("90 03 FF FF 00 40 02 00 01");
		host.happened("connected", "subscribed s 0", "settled");
	});

	it("reports at once after disconnect() that messages are unacknowledged, and connects at connect()", () => {
		const client = start();
		client.topic("a", { QoS: 1 }).publish("1");
		client.disconnect();
		host.step();
		host.happened("unacknowledged");
		equal(host.sockets, 0);
		client.connect();
		host.again(ACCEPTED);
		host.happened("connected");
	});

	it("connects again by itself after the first connect()", () => {
		const client = start();
		client.connect();
		host.again(ACCEPTED);
		host.lose();
		host.again(ACCEPTED);
		host.happened("connected", "connectionLost, retry 1000", "connected");
		equal(client.connected, true);
	});

	it("accepts only true or false for this option", () => {
		for (const connect of [0, "no", null])
			throws(() => start({ connect }), TypeError, "connect: expected true or false");
		start({ connect: true });
		host.step();
		equal(host.sockets, 1);
	});
});
