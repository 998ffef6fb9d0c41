import { equal, throws } from "../assert.js";
import { ACCEPTED, Host, KEPT } from "./host.js";

let host;

function start(options) {
	host = new Host();
	return host.client({ ...KEPT, connect: false, ...options });
}

describe("A client that is not to connect", () => {
	it("queues, and holds no socket and no timer, until connect() is called", () => {
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

	it("is told at once by disconnect() what is left, and goes on with connect()", () => {
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

	it("connects again by itself once it has been told to connect", () => {
		const client = start();
		client.connect();
		host.again(ACCEPTED);
		host.lose();
		host.again(ACCEPTED);
		host.happened("connected", "connectionLost, retry 1000", "connected");
		equal(client.connected, true);
	});

	it("is told by an option that is true or false", () => {
		for (const connect of [0, "no", null])
			throws(() => start({ connect }), TypeError, "connect: expected true or false");
		start({ connect: true });
		host.step();
		equal(host.sockets, 1);
	});
});
