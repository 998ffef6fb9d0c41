import { equal } from "../assert.js";
import { CONNECT, Host, KEPT } from "./host.js";

const SHORT = Object.freeze({ keepAlive: 10_000, timeout: 4_000 });

describe("Keep alive", () => {
	it("sends PINGREQ if nothing else was sent in time [MQTT-3.1.2-23]", () => {
		const host = new Host();
		host.online(SHORT);
		for (let i = 0; i < 5; i++) {
			host.advance(9_000);
			host.sent();
			host.advance(1_000);
			host.sent("C0 00");
			host.send("D0 00");
			// What is early now must not accumulate.
			host.made.topic("a").publish();
			host.drain();
			host.writes.length = 0;
			host.happened("settled");
		}
	});

	it("is 60 seconds by default", () => {
		const host = new Host();
		host.online();
		host.advance(54_000);
		host.sent();
		host.advance(6_000);
		host.sent("C0 00");
	});

	it("is postponed by what is sent, where the server is heard as well: a message, a PUBACK, a SUBSCRIBE", () => {
		const host = new Host();
		const client = host.online(SHORT);
		host.advance(8_000);
		client.topic("a").publish();
		host.send('30 04 00 01 "ab"');
		host.sent('30 03 00 01 "a"');
		host.drain();
		host.advance(8_000);
		host.send('32 05 00 01 "a" 00 01');
		host.sent("40 02 00 01");
		host.advance(8_000);
		client.subscribe("a");
		host.send("90 03 FF FF 00");
		host.sent('82 06 FF FF 00 01 "a" 00');
		host.advance(8_000);
		host.sent();
		host.advance(2_000);
		host.sent("C0 00");
	});

	it("asks a server that has said nothing for so long, whatever we send, and gives it up if it does not answer", () => {
		for (const QoS of [0, 1]) {
			const host = new Host();
			const options = { ...SHORT, buffers: { unacknowledged: 1_024 }, onSettled: undefined };
			const topic = host.online(options).topic("a", { QoS });
			let asked;
			for (let i = 0; i < 100 && !host.socket.closed; i++) {
				topic.publish();
				host.drain();
				host.advance(500);
				if (!asked && host.writes.some((write) => write[0] === 0xc0)) asked = host.elapsed;
			}
			// The time of a received packet is not recorded; only at the keep alive check it is seen that one came.
			equal(asked <= 20_000, true, asked);
			equal(host.elapsed - asked <= 4_500, true, host.elapsed);
			host.happened("keepAliveTimeout, retry 1000");
		}
	});

	it("does not ask a server that is heard, where we send", () => {
		const host = new Host();
		const topic = host.online({ ...SHORT, onSettled: undefined, onMessage: undefined }).topic("a");
		for (let i = 0; i < 100; i++) {
			topic.publish();
			host.drain();
			host.advance(500);
			host.send('30 04 00 01 "ab"');
			host.sent('30 03 00 01 "a"');
		}
	});

	it("is not postponed by what is received", () => {
		const host = new Host();
		host.online(SHORT);
		for (let i = 0; i < 10; i++) {
			host.advance(1_000);
			host.send('30 04 00 01 "ab"');
		}
		host.sent("C0 00");
	});

	it("holds while an acknowledgement is awaited, or messages at QoS 0 are sent: the server may be gone", () => {
		const host = new Host();
		const client = host.online(SHORT);
		client.topic("a", { QoS: 1 }).publish("x");
		const zero = client.topic("b");
		host.writes.length = 0;
		for (let i = 0; i < 10; i++) {
			host.advance(1_000);
			host.drain();
			zero.publish();
		}
		equal(
			host.writes.some((write) => write[0] === 0xc0),
			true,
		);
		host.advance(4_000);
		host.happened("keepAliveTimeout, retry 1000");
		equal(host.socket.closed, true);
	});

	it("detects that messages at QoS 1, one after another, are sent into a dead connection", () => {
		const host = new Host();
		const topic = host.online({ ...SHORT, ...KEPT }).topic("a", { QoS: 1 });
		for (let i = 0; i < 14; i++) {
			topic.publish("x");
			host.drain();
			host.advance(1_000);
		}
		host.happened("keepAliveTimeout, retry 1000");
		host.again("20 02 01 00");
		equal(host.writes.length >= 14, true);
	});

	it("gives PINGRESP its own deadline: `timeout`", () => {
		const host = new Host();
		host.online(SHORT);
		while (host.writes.length === 0) host.step();
		host.sent("C0 00");
		host.advance(3_999);
		host.happened();
		host.advance(1);
		host.happened("keepAliveTimeout, retry 1000");
		equal(host.socket.closed, true);
		host.sent();
		host.again();
		host.happened("connected");
	});

	it("gives PINGRESP more time with whatever comes, be it a part of a message that is slow to come", () => {
		const host = new Host();
		host.online({ ...SHORT, oversize: "stream", onMessage: undefined });
		while (host.writes.length === 0) host.step();
		for (let i = 0; i < 100; i += 10) {
			host.send(i ? '"b"*10' : '30 64 00 01 "a" "b"*5');
			host.advance(3_000);
			equal(host.socket.closed, false, i);
		}
		host.send('"b"*2 D0 00');
		host.happened();
		while (!host.socket.closed) host.step();
		host.happened("keepAliveTimeout, retry 1000");
	});

	it("has a PINGRESP that comes just in time count", () => {
		const host = new Host();
		host.online(SHORT);
		while (host.writes.length === 0) host.step();
		host.sent("C0 00");
		host.advance(3_999);
		host.send("D0 00");
		host.advance(5_000);
		host.happened();
	});

	it("takes what comes in place of PINGRESP for what it is, if it begins with two bytes alone as well", () => {
		for (const [first, rest, ...events] of [
			["30 04", '00 01 "ab"', "message a: b"],
			["D0 00", '30 04 00 01 "ab"', "message a: b"],
			["D1 00", "", "malformedPacket, retry 1000"],
			["00 00", "", "malformedPacket, retry 1000"],
			["D0 01", "00", "malformedPacket, retry 1000"],
			["D0 80", "00", "malformedPacket, retry 1000"],
		]) {
			const host = new Host();
			host.online(SHORT);
			while (host.writes.length === 0) host.step();
			host.sent("C0 00");
			host.advance(3_999);
			host.send(first);
			if (rest) {
				host.happened();
				host.advance(3_999);
				host.send(rest);
			}
			host.happened(...events);
		}
	});

	it("has disconnect() end in time, also where PINGRESP comes while that waits", () => {
		const host = new Host();
		const client = host.online({ ...SHORT, ...KEPT });
		client.topic("a", { QoS: 1 }).publish("x");
		host.writes.length = 0;
		while (host.writes.length === 0) host.step();
		client.disconnect(3_000);
		host.advance(1_000);
		host.send("D0 00");
		host.advance(1_999);
		host.happened();
		host.advance(1);
		host.happened("unacknowledged");
	});

	it("is kept where PINGRESP comes late, behind other packets", () => {
		const host = new Host();
		host.online({ keepAlive: 60_000, timeout: 10_000 });
		while (host.writes.length === 0) host.step();
		const { elapsed } = host;
		host.writes.length = 0;
		for (let i = 0; i < 52; i++) {
			host.advance(1_000);
			host.send('30 04 00 01 "ab"');
		}
		host.send("D0 00");
		while (host.writes.length === 0) host.step();
		host.sent("C0 00");
		equal(host.elapsed - elapsed <= 60_000, true, host.elapsed - elapsed);
	});

	it("of 0 never pings if `silence` is 0 as well", () => {
		const host = new Host();
		host.online({ keepAlive: 0, silence: 0, acknowledgeTimeout: Infinity });
		host.advance(86_400_000);
		host.sent();
		host.happened();
		equal(host.wakes < 10, true);
	});

	it("works across the wrap of the clock", () => {
		for (const ticks of [0x7fffffff - 5_000, -5_000, 0x7fffffff - 12_000]) {
			const host = new Host({ ticks });
			host.online(SHORT);
			for (let i = 0; i < 3; i++) {
				host.advance(9_000);
				host.sent();
				host.advance(1_000);
				host.sent("C0 00");
				host.send("D0 00");
				host.made.topic("a").publish();
				host.drain();
				host.writes.length = 0;
				host.happened("settled");
			}
			host.advance(14_000);
			host.happened("keepAliveTimeout, retry 1000");
		}
	});

	it("never lets more than its time pass between two packets, whatever else happens [MQTT-3.1.2-23]", () => {
		const host = new Host();
		const client = host.online({ keepAlive: 5_000, timeout: 60_000, acknowledgeTimeout: Infinity });
		const zero = client.topic("a");
		const one = client.topic("b", { QoS: 1 });
		let last = host.elapsed;
		let seed = 7;
		for (let i = 0; i < 2_000; i++) {
			seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
			const choice = (seed >> 8) % 40;
			host.advance(choice * 10);
			if (choice === 1) zero.publish();
			if (choice === 2) one.publish();
			if (choice === 3) host.send("40 02 00 01 D0 00");
			if (choice === 4) host.send('30 04 00 01 "ab"');
			if (choice === 5) host.drain();
			if (host.socket.closed || host.socket.room < 100) host.drain();
			if (host.writes.length) {
				last = host.elapsed;
				host.writes.length = host.log.length = 0;
			}
			equal(host.elapsed - last <= 5_000, true, i);
		}
		equal(host.sockets, 1);
	});

	it("pings again while an answer takes longer than keepAlive, because the server must receive something [MQTT-3.1.2-23]", () => {
		const host = new Host();
		host.online({ keepAlive: 5_000, timeout: 20_000 });
		for (let i = 0; i < 4; i++) {
			host.advance(4_900);
			host.sent("C0 00");
		}
		host.happened();
		host.send("D0 00 D0 00 D0 00 D0 00");
		host.advance(4_900);
		host.sent("C0 00");
		host.advance(20_000);
		host.happened("keepAliveTimeout, retry 1000");
	});

	it("finds with PINGREQ that the connection has ended, though an acknowledgement is owed, and reads what has come", () => {
		const host = new Host();
		host.online({ keepAlive: 10_000 });
		// Room for PINGREQ, and not for PUBACK: the second message is not read yet.
		host.squeeze(3);
		host.send('32 06 00 01 "a" 00 01 "x"');
		host.send('32 06 00 01 "a" 00 02 "y"');
		host.socket.failed = true;
		host.advance(9_000);
		host.happened("message a: x, QoS 1, identifier 1");
		// That is written into a socket that has failed, and says so once all is read.
		host.advance(1_000);
		host.finish();
		host.happened("message a: y, QoS 1, identifier 2", "connectionLost, retry 1000");
	});

	it("begins when CONNECT is sent", () => {
		const host = new Host();
		host.client({ keepAlive: 10_000 });
		host.step();
		host.accept();
		host.sent(CONNECT.replace("3C", "0A"));
		host.advance(9_000);
		host.send("20 02 00 00");
		host.sent();
		host.advance(1_000);
		host.sent("C0 00");
	});

	it("wakes the device no more often than it must", () => {
		const host = new Host();
		const topic = host.online({ keepAlive: 10_000 }).topic("a", { QoS: 1 });
		host.advance(1);
		host.wakes = 0;
		for (let id = 1; id <= 1_000; id++) {
			topic.publish("x");
			host.advance(900);
			host.drain();
			host.writes.length = 0;
			host.send(new Uint8Array([0x40, 2, id >> 8, id & 255]));
			host.send("D0 00");
			host.log.length = 0;
		}
		equal(host.wakes < 110, true, host.wakes);
	});
});
