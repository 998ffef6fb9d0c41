import { equal, throws } from "../assert.js";
import { ACCEPTED, Host, KEPT, PRESENT } from "./host.js";

describe("Subscribing", () => {
	it("asks for a filter, at QoS 0 or 1, and tells what was granted", () => {
		const host = new Host();
		const client = host.online();
		equal(client.subscribe("a/+"), 1);
		equal(client.subscribe("#", 1), 2);
		host.sent('82 08 00 01 00 03 "a/+" 00', '82 06 00 02 00 01 "#" 01');
		host.send("90 03 00 01 00");
		host.happened("subscribed a/+ 0");
		host.send("90 03 00 02 01");
		host.happened("subscribed # 1", "settled");
	});

	it("takes one filter with its own QoS, and of a list, all that say nothing else have the QoS of the call", () => {
		const host = new Host();
		const client = host.online();
		equal(client.subscribe({ filter: "a", QoS: 1 }), 1);
		equal(client.subscribe({ filter: "b" }, 1), 2);
		equal(client.subscribe(["c", { filter: "d" }, { filter: "e", QoS: 0 }], 1), 3);
		equal(client.subscribe(["f", { filter: "g", QoS: 1 }]), 4);
		host.sent(
			'82 06 00 01 00 01 "a" 01',
			'82 06 00 02 00 01 "b" 01',
			'82 0E 00 03 00 01 "c" 01 00 01 "d" 01 00 01 "e" 00',
			'82 0A 00 04 00 01 "f" 00 00 01 "g" 01',
		);
	});

	it("to several filters tells the outcome of each, in order, failures included [MQTT-3.8.4-5]", () => {
		const host = new Host();
		const client = host.online();
		equal(
			client.subscribe([{ filter: "a", QoS: 1 }, { filter: "b/c" }, { filter: "d", QoS: 0 }, { filter: "e", QoS: 1 }]),
			1,
		);
		host.sent('82 14 00 01 00 01 "a" 01 00 03 "b/c" 00 00 01 "d" 00 00 01 "e" 01');
		host.send("90 06 00 01 00 80 02 01");
		host.happened("subscribed a 0", "subscribed b/c 128", "subscribed d 2", "subscribed e 1", "settled");
	});

	it("with a length of two bytes reads its own filters back", () => {
		const host = new Host();
		const client = host.online({ buffers: { send: 192 } });
		const long = "x".repeat(130);
		client.subscribe([{ filter: long }, { filter: "gr\u00fc\u00df/\u{1f600}" }]);
		host.send("90 04 00 01 00 01");
		host.happened(`subscribed ${long} 0`, "subscribed gr\u00fc\u00df/\u{1f600} 1", "settled");
	});

	it("is answered by a SUBACK with a code for each filter, or it is a protocol error [MQTT-3.8.4-5]", () => {
		for (const suback of ["90 03 00 01 00", "90 05 00 01 00 00 00"]) {
			const host = new Host();
			host.online().subscribe([{ filter: "a" }, { filter: "b" }]);
			host.send(suback);
			host.happened("protocolError, retry 1000");
			equal(host.socket.closed, true);
		}
	});

	it("is answered by a SUBACK with its identifier; another one is passed over [MQTT-3.8.4-2] [MQTT-2.3.1-7]", () => {
		const host = new Host();
		const client = host.online();
		client.subscribe("a");
		host.send("90 03 00 02 00 90 03 01 00 00");
		equal(client.settled, false);
		host.happened();
		host.send("90 03 00 01 00 90 03 00 01 00");
		host.happened("subscribed a 0", "settled");
	});

	it("ends the connection if SUBACK is malformed, a reserved code included [MQTT-3.9.3-2]", () => {
		for (const suback of [
			"90 03 00 01 03",
			"90 03 00 01 7F",
			"90 03 00 01 81",
			"90 03 00 01 FF",
			"90 02 00 01",
			"90 00",
			"90 03 00 00 00",
			"92 03 00 01 00",
		]) {
			const host = new Host();
			host.online().subscribe("a");
			host.send(suback);
			host.happened("malformedPacket, retry 1000");
		}
	});

	it("is kept across a reconnect, as messages are, and has no DUP", () => {
		const host = new Host();
		const client = host.online(KEPT);
		client.subscribe("a", 1);
		client.unsubscribe("b");
		host.writes.length = 0;
		host.lose();
		host.again(PRESENT);
		host.sent('82 06 00 01 00 01 "a" 01', 'A2 05 00 02 00 01 "b"');
		host.send("90 03 00 01 01 B0 02 00 02");
		host.happened(
			"connectionLost, retry 1000",
			"connected, session present",
			"subscribed a 1",
			"unsubscribed b",
			"settled",
		);
	});

	it("that was sent is dropped with the session that it was sent in", () => {
		const host = new Host();
		const client = host.online(KEPT);
		client.subscribe("a", 1);
		client.topic("m", { QoS: 1 }).publish("x");
		client.unsubscribe("b");
		host.writes.length = 0;
		host.lose();
		host.again(ACCEPTED);
		host.sent('32 06 00 01 "m" 00 02 "x"');
		host.send("90 03 00 01 01 B0 02 00 03 40 02 00 02");
		host.happened("connectionLost, retry 1000", "connected", "settled");
	});

	it("that was never sent goes into whatever session there is", () => {
		for (const connack of [ACCEPTED, PRESENT]) {
			const host = new Host();
			const client = host.client(KEPT);
			client.subscribe("a", 1);
			client.unsubscribe("b");
			host.again(connack);
			host.sent('82 06 00 01 00 01 "a" 01', 'A2 05 00 02 00 01 "b"');
		}
	});

	it("in onConnect when the session is new does not ask twice", () => {
		const host = new Host();
		const client = host.online(KEPT);
		client.onConnect = ({ present }) => {
			if (!present) client.subscribe("a");
		};
		client.subscribe("a");
		host.writes.length = 0;
		host.lose();
		host.meet();
		host.send(ACCEPTED);
		host.sent('82 06 00 02 00 01 "a" 00');
		host.lose();
		host.again(PRESENT);
		host.sent('82 06 00 02 00 01 "a" 00');
	});

	it("does not change messages that wait with it, in order of asking", () => {
		const host = new Host();
		const client = host.client();
		const topic = client.topic("a", { QoS: 1 });
		topic.publish("1");
		client.subscribe("b");
		topic.publish("2");
		host.again();
		host.sent('32 06 00 01 "a" 00 01 "1"', '82 06 00 02 00 01 "b" 00', '32 06 00 01 "a" 00 03 "2"');
	});

	it("needs as much of buffers.receive as the answer", () => {
		const host = new Host();
		const client = host.online({ buffers: { receive: 32 } });
		const list = [];
		for (let i = 0; i < 26; i++) list.push({ filter: "f", QoS: 1 });
		equal(client.subscribe(list), 1);
		host.send("90 1C 00 01 01*26");
		equal(host.log.length, 27);
	});
});

describe("Unsubscribing", () => {
	it("tells of each filter when UNSUBACK has come", () => {
		const host = new Host();
		const client = host.online();
		equal(client.unsubscribe("a/#"), 1);
		equal(client.unsubscribe(["b", "c/d"]), 2);
		host.sent('A2 07 00 01 00 03 "a/#"', 'A2 0A 00 02 00 01 "b" 00 03 "c/d"');
		host.send("B0 02 00 01");
		host.happened("unsubscribed a/#");
		host.send("B0 02 00 02");
		host.happened("unsubscribed b", "unsubscribed c/d", "settled");
	});

	it("is answered by an UNSUBACK with its identifier; another one is passed over [MQTT-3.10.4-4] [MQTT-2.3.1-7]", () => {
		const host = new Host();
		const client = host.online();
		client.unsubscribe("a");
		host.send("B0 02 00 02");
		host.happened();
		equal(client.settled, false);
		host.send("B0 02 00 01");
		host.happened("unsubscribed a", "settled");
	});

	it("ends the connection if UNSUBACK is malformed", () => {
		for (const unsuback of ["B0 00", "B0 01 00", "B0 03 00 01 00", "B0 02 00 00", "B1 02 00 01"]) {
			const host = new Host();
			host.online().unsubscribe("a");
			host.send(unsuback);
			host.happened("malformedPacket, retry 1000");
		}
	});

	it("and all else works with nobody to be told", () => {
		const host = new Host();
		const client = host.online({
			onConnect: undefined,
			onSubscribe: undefined,
			onUnsubscribe: undefined,
			onSettled: undefined,
			onDisconnect: undefined,
		});
		client.subscribe("a");
		client.unsubscribe("b");
		host.send("90 03 00 01 00 B0 02 00 02");
		equal(client.settled, true);
		host.lose();
		host.again();
		equal(client.connected, true);
	});
});

describe("A request that is acknowledged", () => {
	it("is settled, though the app throws when it is told", () => {
		const host = new Host();
		const wrong = () => {
			throw new Error("the app's");
		};
		const client = host.online({ onSubscribe: wrong, onUnsubscribe: wrong });
		client.subscribe("a");
		throws(() => host.send("90 03 00 01 00"), Error, "the app's");
		equal(client.settled, true);
		client.unsubscribe("a");
		throws(() => host.send("B0 02 00 02"), Error, "the app's");
		equal(client.settled, true);
		client.disconnect();
		host.advance(1);
		host.happened("disconnected");
	});
});
