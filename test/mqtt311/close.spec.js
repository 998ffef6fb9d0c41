import { equal } from "../assert.js";
import { Host, KEPT, PRESENT } from "./host.js";

describe("close()", () => {
	it("drops the connection without DISCONNECT, so that the server publishes the will, and calls nothing back", () => {
		const host = new Host();
		const client = host.online();
		client.close();
		host.sent();
		equal(host.socket.closed, true);
		equal(client.connected, false);
		host.advance(3_600_000);
		host.happened();
		equal(host.sockets, 1);
		equal(host.timers.length, 0);
	});

	it("may be called at any time, and twice", () => {
		const host = new Host();
		const client = host.client();
		client.close();
		client.close();
		equal(host.timers.length, 0);
		client.connect();
		host.step();
		client.close(); // TCP was connecting
		equal(host.socket.closed, true);
		client.connect();
		host.step();
		host.accept();
		client.close(); // CONNACK was awaited
		client.close();
		client.connect();
		host.again();
		host.lose();
		client.close(); // waiting to try again
		host.advance(3_600_000);
		equal(host.sockets, 3);
		host.happened("connected", "connectionLost, retry 1000");
		equal(host.timers.length, 0);
	});

	it("keeps unacknowledged messages for connect(), which resends them", () => {
		const host = new Host();
		const client = host.online(KEPT);
		const topic = client.topic("a", { QoS: 1 });
		topic.publish("x");
		client.close();
		client.connect();
		equal(topic.publish("y"), 2);
		host.again(PRESENT);
		host.sent('3A 06 00 01 "a" 00 01 "x"', '32 06 00 01 "a" 00 02 "y"');
	});

	it("stops a disconnect() that waits", () => {
		const host = new Host();
		const client = host.online();
		client.topic("a", { QoS: 1 }).publish("x");
		client.disconnect(1_000);
		host.writes.length = 0;
		client.close();
		host.advance(60_000);
		host.sent();
		host.happened();
	});

	it("and connect() at once open one new connection, and the old socket is ignored", () => {
		const host = new Host();
		const client = host.online();
		const { socket } = host;
		client.close();
		client.connect();
		socket.onError();
		socket.onWritable(100);
		host.again();
		host.happened("connected");
		equal(host.sockets, 2);
	});

	it("does not reset the pauses, which continue to grow after connect()", () => {
		const host = new Host();
		const client = host.client();
		for (let i = 0; i < 4; i++) {
			host.step();
			host.lose();
		}
		host.log.length = 0;
		client.close();
		client.connect();
		host.step();
		host.lose();
		host.happened("connectFailed, retry 16000");
	});

	it("leaves no timer, however often there is a connection", () => {
		const host = new Host();
		const client = host.online();
		for (let i = 0; i < 50; i++) {
			client.close();
			client.connect();
			equal(host.timers.length, 1);
			host.again();
		}
	});
});

describe("Settled", () => {
	it("is reported exactly when the last accepted message is acknowledged", () => {
		const host = new Host();
		const client = host.online();
		const topic = client.topic("a", { QoS: 1 });
		equal(client.settled, true);
		topic.publish("1");
		client.subscribe("b");
		host.send("40 02 00 01");
		topic.publish("2");
		host.send("90 03 FF FF 00");
		host.happened("subscribed b 0");
		equal(client.settled, false);
		host.send("40 02 00 02");
		host.happened("settled");
		topic.publish("3");
		host.send("40 02 00 03");
		host.happened("settled");
	});

	it("is reported when a queued message at QoS 0 is written", () => {
		const host = new Host({ room: 30 });
		const client = host.online();
		client.topic("a").publish("0123456789");
		equal(client.settled, false);
		host.drain();
		host.streamed('30 0D 00 01 "a" "0123456789"');
		// It is in the socket.
		host.happened();
		equal(client.settled, false);
		host.drain();
		host.happened("settled");
		equal(client.settled, true);
	});

	it("is not reported for QoS 0 that was sent at once, nor for received messages", () => {
		const host = new Host();
		const client = host.online();
		client.topic("a").publish("x");
		host.send('32 06 00 01 "a" 00 01 "y" D0 00 40 02 00 09');
		host.happened("message a: y, QoS 1, identifier 1");
	});

	it("may be answered by publishing, repeatedly", () => {
		const host = new Host();
		const client = host.online();
		const topic = client.topic("a", { QoS: 1 });
		client.onSettled = () => topic.publish("again");
		topic.publish("first");
		for (let id = 1; id < 100; id++) {
			equal(host.writes.splice(0).length, 1);
			host.send(new Uint8Array([0x40, 2, 0, id]));
			host.drain();
		}
	});
});
