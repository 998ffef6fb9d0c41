import { Refusal } from "mote-mqtt";
import { equal } from "../assert.js";
import { ACCEPTED, CONNECT, Host, KEPT, PRESENT, Resolver } from "./host.js";

describe("A connection that begins", () => {
	it("calls nothing back and opens no socket before the constructor has returned", () => {
		const host = new Host();
		host.client();
		equal(host.sockets, 0);
		host.step();
		equal(host.sockets, 1);
		host.happened();
	});

	it("passes to the socket its address and its options", () => {
		const host = new Host();
		host.client({ host: "192.168.1.2", port: 8883 });
		host.step();
		const { options } = host.socket;
		equal(options.address, "192.168.1.2");
		equal(options.host, "192.168.1.2");
		equal(options.port, 8883);
		equal(options.nodelay, true);
		equal(options.machine, host);
	});

	it("sends CONNECT, once and before everything else [MQTT-3.1.0-1]", () => {
		const host = new Host();
		const client = host.client();
		client.topic("a", { QoS: 1 }).publish("b");
		client.subscribe("c");
		host.step();
		equal(host.writes.length, 0);
		host.accept();
		host.sent(CONNECT);
		host.drain();
		host.drain();
		host.advance(10_000);
		host.sent();
		host.send(ACCEPTED);
		host.sent('82 06 FF FF 00 01 "c" 00', '32 06 00 01 "a" 00 01 "b"');
	});

	it("sends CONNECT with the same Client Identifier each time [MQTT-3.1.3-2]", () => {
		const host = new Host();
		host.client({ id: "sensor-17", clean: false });
		for (let i = 0; i < 3; i++) {
			const { sockets } = host;
			while (host.sockets === sockets) host.step();
			host.accept();
			host.sent('10 15 00 04 "MQTT" 04 00 00 3C 00 09 "sensor-17"');
			host.lose();
		}
	});

	it("writes a CONNECT longer than the socket's room in parts, as room comes back", () => {
		const host = new Host({ room: 24 });
		host.client({ id: "i", user: "u", password: "p".repeat(100) });
		host.step();
		host.accept();
		equal(host.writes.length, 1);
		equal(host.writes[0].length, 24);
		host.drain(1);
		host.drain(10);
		host.drain(0);
		equal(host.writes.length, 3);
		for (let i = 0; i < 5; i++) host.drain();
		host.streamed('10 76 00 04 "MQTT" 04 C2 00 3C 00 01 "i" 00 01 "u" 00 64 "p"*100');
		host.send(ACCEPTED);
		host.happened("connected");
	});

	it("writes CONNECT only when there is room", () => {
		const host = new Host({ room: 0 });
		host.client();
		host.step();
		host.accept();
		host.sent();
		host.capacity = 1072;
		host.drain();
		host.sent(CONNECT);
	});

	it("is connected when CONNACK has come, in one piece or byte by byte", () => {
		for (const size of [0, 1, 2, 3]) {
			const host = new Host();
			const client = host.client();
			host.step();
			host.accept();
			equal(client.connected, false);
			host.sendPieces("20 02 00", size);
			equal(client.connected, false);
			host.send("00");
			equal(client.connected, true);
			host.happened("connected");
		}
	});

	it("reports whether the server has kept the session", () => {
		const host = new Host();
		host.client(KEPT);
		host.again(PRESENT);
		host.happened("connected, session present");
		host.lose();
		host.again(ACCEPTED);
		host.happened("connectionLost, retry 1000", "connected");
	});

	it("delivers what follows CONNACK in the same segment", () => {
		const host = new Host();
		host.client();
		host.again(`${ACCEPTED} 30 04 00 01 "ab"`);
		host.happened("connected", "message a: b");
	});

	it("connects to the address that the resolver answers with", () => {
		const host = new Host();
		host.client({ host: "broker.local", dns: { io: Resolver, machine: host } });
		host.step();
		equal(host.question.host, "broker.local");
		equal(host.sockets, 0);
		host.advance(500);
		host.question.onResolved("broker.local", "10.1.2.3");
		equal(host.socket.options.address, "10.1.2.3");
		equal(host.socket.options.host, "broker.local");
		host.accept();
		host.sent(CONNECT);
		host.send(ACCEPTED);
		host.happened("connected");
	});

	it("uses no resolver for an address, and needs none for a name that the socket accepts", () => {
		const host = new Host();
		host.client({ host: "10.0.0.7", dns: { io: Resolver, machine: host } });
		host.step();
		equal(host.questions, 0);
		equal(host.socket.options.address, "10.0.0.7");
		const other = new Host();
		other.client({ host: "broker.local" });
		other.step();
		equal(other.socket.options.address, "broker.local");
	});

	it("treats as an address what begins with a digit and ends with a dot and a number, or has colons; everything else is a name", () => {
		for (const [name, isAddress] of [
			["0.0.0.0", true],
			["255.255.255.255", true],
			["192.168.1.10", true],
			["::1", true],
			["2001:db8::17", true],
			["::ffff:192.0.2.1", true],
			["1e3", false],
			["1", false],
			["0x7f000001", false],
			["2130706433", false],
			[" 1", false],
			["1.2.3.4.", false],
			["1.2.3.4 ", false],
			[" 1.2.3.4", false],
			["1.2.3.-4", false],
			["1.2.3.+4", false],
			["1.2.3.1e1", false],
			["1.2.3.0x1", false],
			["1.2.3.", false],
			["1.2.3.4a", false],
			["a.b.c.d", false],
			["a.1", false],
			["sensor-1.7", false],
			["broker1", false],
			["Infinity.1.1.1", false],
		]) {
			const host = new Host();
			host.client({ host: name, dns: { io: Resolver, machine: host } });
			host.step();
			equal(host.questions, isAddress ? 0 : 1, name);
			equal(host.sockets, isAddress ? 1 : 0, name);
			if (isAddress) equal(host.socket.options.address, name);
			else equal(host.question.host, name);
		}
	});

	it("reports why a socket refuses an address", () => {
		const host = new Host();
		host.noSocket = true;
		host.client({ host: "::1", onDisconnect: ({ text }) => host.log.push(text) });
		host.step();
		host.happened("no socket left");
		// And no longer than once.
		host.noSocket = false;
		host.advance(1_000);
		host.lose();
		host.happened("connectFailed");
	});

	it("refuses QoS 0 until CONNACK has come, and queues QoS 1", () => {
		const host = new Host();
		const client = host.client();
		const zero = client.topic("a");
		const one = client.topic("b", { QoS: 1 });
		equal(zero.publish("x"), Refusal.notConnected);
		host.step();
		equal(zero.publish("x"), Refusal.notConnected);
		host.accept();
		equal(zero.publish("x"), Refusal.notConnected);
		equal(one.publish("y"), 1);
		host.sent(CONNECT);
		host.send(ACCEPTED);
		equal(zero.publish("x"), 0);
		host.sent('32 06 00 01 "b" 00 01 "y"', '30 04 00 01 "ax"');
	});
});
