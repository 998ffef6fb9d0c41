// Filters are the client's state, which it restores after every connection.
import { Refusal } from "mote-mqtt";
import { equal } from "../assert.js";
import { ACCEPTED, Host, KEPT, PRESENT } from "./host.js";

describe("A filter that an app has subscribed to", () => {
	it("is requested by the client after each CONNACK without a session", () => {
		const host = new Host();
		host.online().subscribe("a", { QoS: 1 });
		host.send("90 03 FF FF 01");
		host.lose();
		host.again();
		host.sent('82 06 FF FF 00 01 "a" 01');
	});

	it("is not requested in a session that has it", () => {
		const host = new Host();
		const client = host.online(KEPT);
		client.subscribe("a", { QoS: 1 });
		host.send("90 03 FF FF 01");
		host.lose();
		host.again(PRESENT);
		host.sent();
		equal(client.settled, true);
		host.lose();
		host.again(ACCEPTED);
		host.sent('82 06 FF FF 00 01 "a" 01');
	});

	it("is asked for in a session that is present, if the connection was lost before SUBACK", () => {
		const host = new Host();
		const client = host.online(KEPT);
		client.subscribe("a", { QoS: 1 });
		host.lose();
		host.writes.length = 0;
		host.again(PRESENT);
		host.sent('82 06 FF FF 00 01 "a" 01');
		host.send("90 03 FF FF 01");
		host.happened("connectionLost, retry 1000", "connected, session present", "subscribed a 1", "settled");
	});

	it("is asked for in a session that is present, if only this firmware has it", () => {
		const host = new Host();
		const client = host.client(KEPT);
		client.subscribe(["a", "b"]);
		host.again(PRESENT);
		host.sent('82 0A FF FF 00 01 "a" 00 00 01 "b" 00');
	});

	it("is subscribed to although the queue is full and the broker comes back without the session", () => {
		const host = new Host();
		const client = host.online({ ...KEPT, buffers: { unacknowledged: 24 } });
		const topic = client.topic("t", { QoS: 1 });
		host.lose();
		while (topic.publish("x") > 0);
		equal(topic.publish("x"), Refusal.full);
		equal(client.subscribe("a", { QoS: 1 }), 0);
		host.writes.length = 0;
		host.again(ACCEPTED);
		host.sent('82 06 FF FF 00 01 "a" 01', '32 06 00 01 "t" 00 01 "x"', '32 06 00 01 "t" 00 02 "x"');
	});

	it("is requested before what onConnect publishes, because the answer may need it", () => {
		const host = new Host();
		const client = host.client();
		const zero = client.topic("z");
		client.subscribe("f");
		client.onConnect = () => zero.publish("y");
		host.again();
		host.sent('82 06 FF FF 00 01 "f" 00', '30 04 00 01 "z" "y"');
	});

	it("may be subscribed to again in each onConnect, and is requested once", () => {
		const host = new Host();
		const client = host.client({ ...KEPT, onConnect: () => client.subscribe("a", { QoS: 1 }) });
		host.again();
		host.sent('82 06 FF FF 00 01 "a" 01');
		host.send("90 03 FF FF 01");
		host.lose();
		host.again(PRESENT);
		host.sent();
	});

	it("with other options replaces the earlier one, even while that is pending", () => {
		const host = new Host();
		const client = host.online();
		client.subscribe("a");
		client.subscribe("a", { QoS: 1 });
		client.subscribe("a", { QoS: 1 });
		host.sent('82 06 FF FF 00 01 "a" 00');
		host.send("90 03 FF FF 00");
		host.sent('82 06 FF FF 00 01 "a" 01');
		host.send("90 03 FF FF 01");
		host.happened("subscribed a 0", "subscribed a 1", "settled");
		host.lose();
		host.again();
		host.sent('82 06 FF FF 00 01 "a" 01');
	});

	it("that is refused is reported, and requested again on the next connection", () => {
		const host = new Host();
		const client = host.online(KEPT);
		client.subscribe("a");
		host.send("90 03 FF FF 80");
		host.happened("subscribed a 128", "settled");
		host.lose();
		host.writes.length = 0;
		host.again(PRESENT);
		host.sent('82 06 FF FF 00 01 "a" 00');
	});

	it("needs room, and is refused without", () => {
		const host = new Host();
		// 10 bytes for each, its length in two, and its options.
		const client = host.online({ buffers: { subscriptions: 40 } });
		equal(client.subscribe("0123456"), 0);
		equal(client.subscribe("abcdefg"), 0);
		equal(client.subscribe("h"), Refusal.full);
		equal(client.subscribe("x".repeat(28)), Refusal.tooLarge);
		equal(client.subscribe("abcdefg", { QoS: 1 }), 0);
		host.send("90 03 FF FF 00 90 04 FF FF 00 00");
		client.unsubscribe("0123456");
		equal(client.subscribe("h"), Refusal.full);
	});

	it("may be named while disconnect() waits, and is asked for with the next connection", () => {
		const host = new Host();
		const client = host.online();
		client.disconnect();
		equal(client.subscribe("a"), 0);
		host.advance(1);
		host.writes.length = 0;
		client.connect();
		host.again();
		host.sent('82 06 FF FF 00 01 "a" 00');
	});

	it("is what disconnect() waits for", () => {
		const host = new Host();
		const client = host.client();
		client.subscribe("a");
		client.disconnect();
		host.again();
		host.advance(10);
		host.sent('82 06 FF FF 00 01 "a" 00');
		host.send("90 03 FF FF 00");
		host.advance(1);
		host.sent("E0 00");
		host.happened("connected", "subscribed a 0", "settled", "disconnected");
	});
});

describe("A filter that an app has unsubscribed from", () => {
	it("offline, is unsubscribed from with the next connection, if that has the session", () => {
		const host = new Host();
		const client = host.online(KEPT);
		client.subscribe("a");
		host.send("90 03 FF FF 00");
		host.lose();
		client.unsubscribe("a");
		equal(client.settled, false);
		host.writes.length = 0;
		host.again(PRESENT);
		host.sent('A2 05 FF FF 00 01 "a"');
		host.lose();
		host.again(PRESENT);
		host.sent('A2 05 FF FF 00 01 "a"');
		host.send("B0 02 FF FF");
		host.lose();
		host.again(PRESENT);
		host.sent();
	});

	it("is gone without a session, which is reported", () => {
		const host = new Host();
		const client = host.online(KEPT);
		client.subscribe("a");
		host.send("90 03 FF FF 00");
		host.lose();
		client.unsubscribe("a");
		host.writes.length = host.log.length = 0;
		host.again(ACCEPTED);
		host.sent();
		host.happened("connected", "unsubscribed a", "settled");
	});

	it("and subscribed to again meanwhile, is subscribed to", () => {
		const host = new Host();
		const client = host.online();
		client.unsubscribe("a");
		client.subscribe("a");
		host.sent('A2 05 FF FF 00 01 "a"');
		host.send("B0 02 FF FF");
		host.sent('82 06 FF FF 00 01 "a" 00');
		host.send("90 03 FF FF 00");
		host.happened("unsubscribed a", "subscribed a 0", "settled");
		client.unsubscribe("a");
		client.subscribe("a");
		client.unsubscribe("a");
		host.sent('A2 05 FF FF 00 01 "a"');
		host.send("B0 02 FF FF");
		host.sent('A2 05 FF FF 00 01 "a"');
	});
});

describe("A filter that the server answers by closing the connection", () => {
	/** A client that has lost three connections with "bad" among its filters. */
	function tried() {
		const host = new Host();
		host.client(KEPT).subscribe(["good", "bad", "fine"]);
		host.again();
		host.sent('82 16 FF FF 00 04 "good" 00 00 03 "bad" 00 00 04 "fine" 00');
		host.lose();
		host.log.length = 0;
		// From now on, one at a time.
		host.again();
		host.sent('82 09 FF FF 00 04 "good" 00');
		host.send("90 03 FF FF 00");
		host.sent('82 08 FF FF 00 03 "bad" 00');
		host.lose();
		host.again(PRESENT);
		host.sent('82 08 FF FF 00 03 "bad" 00');
		host.log.length = 0;
		host.lose();
		return host;
	}

	it("is found, reported and set aside, and the others are subscribed to", () => {
		const host = tried();
		host.happened("subscribed bad 259", "connectionLost, retry 4000");
		host.again(PRESENT);
		host.sent('82 09 FF FF 00 04 "fine" 00');
		host.send("90 03 FF FF 00");
		host.happened("connected, session present", "subscribed fine 0", "settled");
	});

	it("is requested again when the connection has lasted, less and less often", () => {
		const host = tried();
		host.again();
		host.send("90 03 FF FF 00 90 03 FF FF 00");
		for (let minutes = 2; minutes <= 8; minutes *= 2) {
			host.writes.length = 0;
			for (let second = 1; second < minutes * 60; second++) {
				host.advance(1_000);
				if (host.writes.some((write) => write[0] === 0xc0)) host.send("D0 00");
				equal(host.writes.filter((write) => write[0] === 0x82).length, 0);
			}
			host.advance(2_000);
			const asked = host.writes.filter((write) => write[0] === 0x82);
			equal(asked.length, 1, `after ${minutes} minutes`);
			equal(asked[0][6], 0x62);
			host.lose();
			host.again();
			host.send("90 04 FF FF 00 00");
		}
	});

	it("is found though others are asked for before it, as the server keeps no session", () => {
		const host = new Host();
		host.client().subscribe(["good", "bad"]);
		host.again();
		host.sent('82 0F FF FF 00 04 "good" 00 00 03 "bad" 00');
		for (let i = 0; i < 2; i++) {
			host.lose();
			host.again();
			host.sent('82 09 FF FF 00 04 "good" 00');
			host.send("90 03 FF FF 00");
			host.sent('82 08 FF FF 00 03 "bad" 00');
		}
		host.log.length = 0;
		host.lose();
		host.happened("subscribed bad 259", "connectionLost, retry 4000");
		host.again();
		host.sent('82 09 FF FF 00 04 "good" 00');
		host.send("90 03 FF FF 00");
		host.sent();
	});

	it("is not asked for again by an app that names its filters in each onConnect, but at once with other options", () => {
		const host = tried();
		host.made.onConnect = () => host.made.subscribe(["good", "bad", "fine"]);
		host.again();
		host.send("90 03 FF FF 00 90 03 FF FF 00");
		equal(host.made.settled, true);
		host.writes.length = host.log.length = 0;
		host.made.subscribe("bad");
		host.sent();
		host.made.subscribe("bad", { QoS: 1 });
		host.sent('82 08 FF FF 00 03 "bad" 01');
		host.send("90 03 FF FF 00");
		host.happened("subscribed bad 0", "settled");
	});

	it("is not blamed for a connection that dies in silence", () => {
		const host = new Host();
		host.client(KEPT).subscribe("a");
		for (let i = 0; i < 5; i++) {
			host.again();
			host.sent('82 06 FF FF 00 01 "a" 00');
			const { socket } = host;
			while (!socket.closed) host.advance(1_000);
		}
		equal(host.log.includes("subscribed a 259"), false);
	});
});
