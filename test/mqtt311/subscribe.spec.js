import { Refusal } from "mote-mqtt";
import { equal, throws } from "../assert.js";
import { Host } from "./host.js";

describe("Subscribing", () => {
	it("requests a filter, at QoS 0 or 1, and reports what was granted", () => {
		const host = new Host();
		const client = host.online();
		equal(client.subscribe("a/+"), 0);
		equal(client.subscribe("#", { QoS: 1 }), 0);
		host.sent('82 08 FF FF 00 03 "a/+" 00');
		host.send("90 03 FF FF 00");
		host.happened("subscribed a/+ 0");
		// One request at a time is on its way.
		host.sent('82 06 FF FF 00 01 "#" 01');
		host.send("90 03 FF FF 01");
		host.happened("subscribed # 1", "settled");
	});

	it("takes one filter with its own QoS, and of a list, all that say nothing else have the QoS of the call", () => {
		const host = new Host();
		const client = host.client();
		equal(client.subscribe({ filter: "a", QoS: 1 }), 0);
		equal(client.subscribe({ filter: "b" }, { QoS: 1 }), 0);
		equal(client.subscribe(["c", { filter: "d", QoS: undefined }, { filter: "e", QoS: 0 }], { QoS: 1 }), 0);
		equal(client.subscribe(["f", { filter: "g", QoS: 1 }]), 0);
		host.again();
		host.sent('82 1E FF FF 00 01 "a" 01 00 01 "b" 01 00 01 "c" 01 00 01 "d" 01 00 01 "e" 00 00 01 "f" 00 00 01 "g" 01');
	});

	it("to several filters reports the outcome of each, in order, failures included [MQTT-3.8.4-5]", () => {
		const host = new Host();
		const client = host.online();
		client.subscribe([{ filter: "a", QoS: 1 }, { filter: "b/c" }, { filter: "d", QoS: 0 }, { filter: "e", QoS: 1 }]);
		host.sent('82 14 FF FF 00 01 "a" 01 00 03 "b/c" 00 00 01 "d" 00 00 01 "e" 01');
		host.send("90 06 FF FF 00 80 02 01");
		host.happened("subscribed a 0", "subscribed b/c 128", "subscribed d 2", "subscribed e 1", "settled");
	});

	it("puts at most eight filters into a packet, because some servers close the connection on more, or the option's number", () => {
		const host = new Host();
		const client = host.online();
		const filters = [..."abcdefghij"];
		client.subscribe(filters);
		host.sent(
			'82 22 FF FF 00 01 "a" 00 00 01 "b" 00 00 01 "c" 00 00 01 "d" 00 00 01 "e" 00 00 01 "f" 00 00 01 "g" 00 00 01 "h" 00',
		);
		host.send("90 0A FF FF 00*8");
		host.sent('82 0A FF FF 00 01 "i" 00 00 01 "j" 00');
		const other = new Host();
		other.online({ filtersAtOnce: 1 }).subscribe(["a", "b"]);
		other.sent('82 06 FF FF 00 01 "a" 00');
		other.send("90 03 FF FF 00");
		other.sent('82 06 FF FF 00 01 "b" 00');
	});

	it("puts no more filters into a packet than buffers.send, or the socket, has room for", () => {
		const host = new Host({ room: 40 });
		host.online().subscribe(["0123456789", "abcdefghij", "ABCDEFGHIJ"]);
		host.sent('82 1C FF FF 00 0A "0123456789" 00 00 0A "abcdefghij" 00');
		host.drain();
		host.send("90 04 FF FF 00 00");
		host.sent('82 0F FF FF 00 0A "ABCDEFGHIJ" 00');
		const small = new Host();
		small.online({ buffers: { send: 32 } }).subscribe(["0123456789", "abcdefghij"]);
		small.sent('82 1C FF FF 00 0A "0123456789" 00 00 0A "abcdefghij" 00');
	});

	it("writes a packet in parts where the socket has room for less, and nothing comes between", () => {
		const host = new Host({ room: 20 });
		const client = host.online();
		client.subscribe("0123456789012345");
		equal(client.topic("z").publish("x"), Refusal.full);
		equal(client.topic("q", { QoS: 1 }).publish("x"), 1);
		for (let i = 0; i < 3; i++) host.drain();
		host.streamed('82 15 FF FF 00 10 "0123456789012345" 00 32 06 00 01 "q" 00 01 "x"');
		host.send("90 03 FF FF 00");
		host.happened("subscribed 0123456789012345 0");
	});

	it("with a length of two bytes reads its own filters back", () => {
		const host = new Host();
		const client = host.online({ buffers: { send: 192 } });
		const long = "x".repeat(130);
		client.subscribe([{ filter: long }, { filter: "gr\u00fc\u00df/\u{1f600}" }]);
		host.send("90 04 FF FF 00 01");
		host.happened(`subscribed ${long} 0`, "subscribed gr\u00fc\u00df/\u{1f600} 1", "settled");
	});

	it("is answered by a SUBACK with a code for each filter; otherwise it is a protocol error [MQTT-3.8.4-5]", () => {
		for (const suback of ["90 03 FF FF 00", "90 05 FF FF 00 00 00"]) {
			const host = new Host();
			host.online().subscribe([{ filter: "a" }, { filter: "b" }]);
			host.send(suback);
			host.happened("protocolError, retry 1000");
			equal(host.socket.closed, true);
		}
	});

	it("is answered by a SUBACK with its identifier; another one is ignored [MQTT-3.8.4-2] [MQTT-2.3.1-7]", () => {
		const host = new Host();
		const client = host.online();
		client.subscribe("a");
		host.send("90 03 00 01 00 90 03 FF FE 00");
		equal(client.settled, false);
		host.happened();
		host.send("90 03 FF FF 00 90 03 FF FF 00");
		host.happened("subscribed a 0", "settled");
	});

	it("ends the connection if SUBACK is malformed, a reserved code included [MQTT-3.9.3-2]", () => {
		for (const suback of [
			"90 03 FF FF 03",
			"90 03 FF FF 7F",
			"90 03 FF FF 81",
			"90 03 FF FF FF",
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
});

describe("Unsubscribing", () => {
	it("reports each filter when UNSUBACK has come", () => {
		const host = new Host();
		const client = host.online();
		equal(client.unsubscribe("a/#"), 0);
		equal(client.unsubscribe(["b", "c/d"]), 0);
		host.sent('A2 07 FF FF 00 03 "a/#"');
		host.send("B0 02 FF FF");
		host.happened("unsubscribed a/#");
		host.sent('A2 0A FF FF 00 01 "b" 00 03 "c/d"');
		host.send("B0 02 FF FF");
		host.happened("unsubscribed b", "unsubscribed c/d", "settled");
	});

	it("is answered by an UNSUBACK with its identifier; another one is ignored [MQTT-3.10.4-4] [MQTT-2.3.1-7]", () => {
		const host = new Host();
		const client = host.online();
		client.unsubscribe("a");
		host.send("B0 02 00 02");
		host.happened();
		equal(client.settled, false);
		host.send("B0 02 FF FF");
		host.happened("unsubscribed a", "settled");
	});

	it("ends the connection if UNSUBACK is malformed", () => {
		for (const unsuback of ["B0 00", "B0 01 00", "B0 03 FF FF 00", "B0 02 00 00", "B1 02 00 01"]) {
			const host = new Host();
			host.online().unsubscribe("a");
			host.send(unsuback);
			host.happened("malformedPacket, retry 1000");
		}
	});

	it("and everything else works without callbacks", () => {
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
		host.send("90 03 FF FF 00 B0 02 FF FF");
		equal(client.settled, true);
		host.lose();
		host.again();
		equal(client.connected, true);
	});
});

describe("A request that is acknowledged", () => {
	it("is settled even if the app throws in the callback", () => {
		const host = new Host();
		const wrong = () => {
			throw new Error("the app's");
		};
		const client = host.online({ onSubscribe: wrong, onUnsubscribe: wrong });
		client.subscribe("a");
		throws(() => host.send("90 03 FF FF 00"), Error, "the app's");
		equal(client.settled, true);
		client.unsubscribe("a");
		throws(() => host.send("B0 02 FF FF"), Error, "the app's");
		equal(client.settled, true);
		client.disconnect();
		host.advance(1);
		host.happened("disconnected");
	});
});
