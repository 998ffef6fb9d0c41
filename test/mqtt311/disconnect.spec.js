import { equal } from "../assert.js";
import { CONNECT, Host, KEPT, PRESENT, Resolver } from "./host.js";

describe("disconnect()", () => {
	it("sends DISCONNECT, then closes, then calls back [MQTT-3.14.4-1]", () => {
		const host = new Host();
		const client = host.online({ onDisconnect: ({ code }) => host.log.push(`${code} ${host.socket.closed}`) });
		client.disconnect();
		host.sent();
		host.advance(1);
		host.sent("E0 00");
		host.happened("0 true");
		equal(client.connected, false);
	});

	it("waits until everything is acknowledged", () => {
		const host = new Host();
		const client = host.online();
		client.topic("a", { QoS: 1 }).publish("x");
		client.subscribe("b");
		client.unsubscribe("c");
		client.disconnect();
		host.advance(100);
		host.send("40 02 00 01");
		host.advance(100);
		host.send("90 03 FF FF 00");
		host.advance(100);
		equal(client.connected, true);
		host.sent('32 06 00 01 "a" 00 01 "x"', '82 06 FF FF 00 01 "b" 00', 'A2 05 FF FF 00 01 "c"');
		host.send("B0 02 FF FF");
		host.advance(1);
		host.sent("E0 00");
		host.happened("subscribed b 0", "unsubscribed c", "settled", "disconnected");
	});

	it("waits until messages at QoS 0 are written", () => {
		const host = new Host({ room: 30 });
		const client = host.online();
		const topic = client.topic("a");
		for (let i = 0; i < 3; i++) topic.publish("0123456789");
		client.disconnect();
		for (let i = 0; i < 10; i++) {
			host.advance(1);
			host.drain();
		}
		host.streamed('30 0D 00 01 "a0123456789" 30 0D 00 01 "a0123456789" 30 0D 00 01 "a0123456789" E0 00');
		host.happened("settled", "disconnected");
	});

	it("sends nothing after DISCONNECT [MQTT-3.14.4-2]", () => {
		const host = new Host();
		const client = host.online({ keepAlive: 5_000 });
		const topic = client.topic("a");
		client.disconnect();
		host.advance(1);
		const { socket } = host;
		host.sent("E0 00");
		topic.publish("x");
		client.subscribe("a");
		client.disconnect();
		socket.onReadable(5);
		socket.onWritable(1072);
		host.advance(3_600_000);
		host.sent();
		equal(host.sockets, 1);
		host.happened("disconnected");
	});

	it("waits for `timeout`, and no longer", () => {
		const host = new Host();
		const client = host.online({ ...KEPT, timeout: 3_000 });
		client.topic("a", { QoS: 1 }).publish("x");
		client.disconnect();
		host.writes.length = 0;
		host.advance(2_999);
		host.happened();
		host.advance(1);
		host.sent("E0 00");
		host.happened("unacknowledged");
		equal(client.settled, false);
		host.advance(3_600_000);
		equal(host.sockets, 1);
	});

	it("waits as long as requested, across the wrap of the clock", () => {
		for (const ticks of [0, 0x7fffffff - 2_000, -2_000]) {
			const host = new Host({ ticks });
			const client = host.online();
			client.topic("a", { QoS: 1 }).publish("x");
			client.disconnect(5_000);
			host.advance(4_999);
			host.happened();
			host.advance(1);
			host.happened("unacknowledged");
		}
		const host = new Host();
		const client = host.online();
		client.topic("a", { QoS: 1 }).publish("x");
		client.disconnect(0);
		host.advance(1);
		host.happened("unacknowledged");
	});

	it("counts its time from the first call", () => {
		const host = new Host();
		const client = host.online();
		client.topic("a", { QoS: 1 }).publish("x");
		client.disconnect(1_000);
		host.advance(600);
		client.disconnect(1_000);
		host.advance(400);
		host.happened("unacknowledged");
		client.disconnect();
		host.advance(30_000);
		host.happened();
	});

	it("keeps unacknowledged messages for connect(), which resends them", () => {
		const host = new Host();
		const client = host.online(KEPT);
		client.topic("a", { QoS: 1 }).publish("x");
		client.disconnect(100);
		host.advance(100);
		client.connect();
		host.again(PRESENT);
		host.sent('3A 06 00 01 "a" 00 01 "x"');
		equal(client.topic("a", { QoS: 1 }).publish("y"), 2);
		host.send("40 02 00 01 40 02 00 02");
		host.happened("unacknowledged", "connected, session present", "settled");
	});

	it("reconnects if the connection is lost meanwhile", () => {
		const host = new Host();
		const client = host.online(KEPT);
		client.topic("a", { QoS: 1 }).publish("x");
		client.disconnect();
		host.lose();
		host.again(PRESENT);
		host.sent('3A 06 00 01 "a" 00 01 "x"');
		host.send("40 02 00 01");
		host.advance(1);
		host.sent("E0 00");
		host.happened("connectionLost, retry 1000", "connected, session present", "settled", "disconnected");
	});

	it("connects for the first time if messages are queued", () => {
		const host = new Host();
		const client = host.client();
		client.topic("a", { QoS: 1 }).publish("x");
		client.disconnect();
		host.again();
		host.sent('32 06 00 01 "a" 00 01 "x"');
		host.send("40 02 00 01");
		host.advance(1);
		host.sent("E0 00");
		host.happened("connected", "settled", "disconnected");
	});

	it("during connecting does not end that if messages are queued", () => {
		const host = new Host();
		const client = host.client({ host: "broker.local", dns: { io: Resolver, machine: host } });
		client.topic("a", { QoS: 1 }).publish("x");
		host.advance(1);
		client.disconnect();
		host.advance(100);
		host.question.onResolved("broker.local", "10.0.0.1");
		client.connect();
		client.disconnect();
		host.advance(100);
		host.accept();
		client.connect();
		client.disconnect();
		host.advance(100);
		host.sent(CONNECT);
		host.send("20 02 00 00");
		host.sent('32 06 00 01 "a" 00 01 "x"');
		host.send("40 02 00 01");
		host.advance(1);
		host.sent("E0 00");
		host.happened("connected", "settled", "disconnected");
	});

	it("does not make a connection count as one that has lasted", () => {
		const host = new Host();
		const client = host.client();
		for (const pause of [1_000, 2_000, 4_000]) {
			host.again();
			client.topic("a", { QoS: 1 }).publish("x");
			client.disconnect();
			host.advance(10);
			client.connect();
			host.lose();
			host.happened("connected", `connectionLost, retry ${pause}`);
		}
	});

	it("gives up at its deadline while no connection can be made", () => {
		const host = new Host();
		const client = host.client();
		client.topic("a", { QoS: 1 }).publish("x");
		host.step();
		host.lose();
		client.disconnect(5_000);
		host.advance(1_000);
		host.lose();
		host.advance(3_999);
		equal(host.log.length, 2);
		host.advance(1);
		host.happened("connectFailed, retry 1000", "connectFailed, retry 2000", "unacknowledged");
		host.advance(3_600_000);
		host.happened();
	});

	it("before anything was started ends at once, without a socket", () => {
		const host = new Host();
		host.client().disconnect();
		host.advance(1);
		host.happened("disconnected");
		equal(host.sockets, 0);
	});

	it("while a name is looked up, or the socket connects, ends at once", () => {
		const host = new Host();
		const client = host.client({ host: "broker.local", dns: { io: Resolver, machine: host } });
		host.advance(1);
		client.disconnect();
		host.advance(1);
		host.happened("disconnected");
		const other = new Host();
		other.client();
		other.step();
		other.made.disconnect();
		other.advance(1);
		other.happened("disconnected");
		equal(other.socket.closed, true);
		other.sent();
	});

	it("while CONNACK is awaited sends DISCONNECT, so that the server publishes no will", () => {
		const host = new Host();
		const client = host.client();
		host.step();
		host.accept();
		client.disconnect();
		host.advance(1);
		host.sent(CONNECT, "E0 00");
		host.happened("disconnected");
		equal(host.socket.closed, true);
	});

	it("while CONNECT is partly written sends nothing more", () => {
		const host = new Host({ room: 10 });
		const client = host.client();
		host.step();
		host.accept();
		client.disconnect();
		host.advance(1);
		equal(host.writes.length, 1);
		equal(host.writes[0].length, 10);
		equal(host.socket.closed, true);
		host.happened("disconnected");
	});

	it("during the pause before a reconnect ends at once if nothing is queued", () => {
		const host = new Host();
		const client = host.online();
		host.lose();
		client.disconnect();
		host.advance(1);
		host.happened("connectionLost, retry 1000", "disconnected");
		host.advance(60_000);
		equal(host.sockets, 1);
	});

	it("after the client has given up ends at once, because nothing would be acknowledged", () => {
		const host = new Host();
		const client = host.client({ reconnect: { refused: false } });
		client.topic("a", { QoS: 1 }).publish("x");
		host.again("20 02 00 05");
		host.wakes = 0;
		client.disconnect();
		host.advance(1);
		host.happened("notAuthorized", "unacknowledged");
		host.advance(60_000);
		equal(host.wakes, 1);
	});

	it("is cancelled by connect()", () => {
		const host = new Host();
		const client = host.online();
		const topic = client.topic("a", { QoS: 1 });
		topic.publish("x");
		client.disconnect();
		client.connect();
		equal(topic.publish("y"), 2);
		host.send("40 02 00 01 40 02 00 02");
		host.advance(30_000);
		host.happened("settled");
		equal(client.connected, true);
		client.disconnect();
		host.advance(1);
		host.happened("disconnected");
	});

	it("can be repeated, with connect() in between", () => {
		const host = new Host();
		const client = host.online();
		for (let i = 0; i < 5; i++) {
			client.disconnect();
			host.advance(1);
			host.happened("disconnected");
			client.connect();
			host.again();
			host.happened("connected");
		}
		equal(host.sockets, 6);
	});
});
