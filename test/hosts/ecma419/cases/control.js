import { equal, throws } from "../../../assert.js";
import { hex } from "../../../bytes.js";
import { Machine, MQTTClient } from "../host.js";

const { PINGREQ, PUBACK, PUBREL, SUBSCRIBE } = MQTTClient;

describe("Control packets", () => {
	it("are reported with their operation and identifier; PUBREC is answered", () => {
		const machine = new Machine();
		machine.ready();
		machine.send("40 02 00 01 50 02 00 02 70 02 00 02 B0 02 12 34 D0 00");
		machine.happened(
			'{"operation":4,"id":1}',
			'{"operation":5,"id":2}',
			'{"operation":7,"id":2}',
			'{"operation":11,"id":4660}',
			'{"operation":13}',
		);
		machine.sent("62 02 00 02");
	});

	it("SUBACK reports what was granted and what was refused", () => {
		const machine = new Machine();
		machine.ready();
		machine.send("90 06 00 01 00 01 02 80");
		machine.happened('{"operation":9,"id":1,"payload":[0,1,2,128]}');
	});

	it("need no listener", () => {
		const machine = new Machine();
		machine.ready({ onControl: undefined });
		machine.send("50 02 00 02 90 03 00 01 80 D0 00");
		machine.sent("62 02 00 02");
	});
});

describe("Packet Identifiers", () => {
	function publish(client, id) {
		client.write(null, { topic: "a", QoS: 1, id });
	}

	function identifier(machine) {
		const bytes = machine.writes.splice(0).pop();
		return (bytes.at(-2) << 8) | bytes.at(-1);
	}

	it("start at 1; messages at QoS 0 have none [MQTT-2.3.1-5]", () => {
		const machine = new Machine();
		const client = machine.ready();
		client.write(null, { topic: "a" });
		publish(client);
		equal(identifier(machine), 1);
		client.write(null, { topic: "a" });
		client.write(null, { operation: PINGREQ });
		client.write(null, { operation: SUBSCRIBE, items: [{ topic: "a" }] });
		machine.streamed('30 03 00 01 "a" C0 00 82 06 00 02 00 01 "a" 00');
	});

	it("are never 0 nor in use, however many are assigned [MQTT-2.3.1-1] [MQTT-2.3.1-2]", () => {
		const machine = new Machine();
		const client = machine.ready({ onControl: undefined });
		publish(client);
		publish(client, 3);
		machine.writes.length = 0;
		const acknowledgement = hex("40 02 00 00");
		for (let i = 2; i <= 65_535; i++) {
			if (i === 3) continue;
			publish(client);
			const given = identifier(machine);
			if (given !== i) equal(given, i);
			acknowledgement[2] = given >> 8;
			acknowledgement[3] = given;
			machine.socket.received = acknowledgement;
			machine.socket.onReadable(4);
			machine.squeeze(1000);
		}
		publish(client);
		equal(identifier(machine), 2);
		machine.send("40 02 00 03");
		publish(client);
		equal(identifier(machine), 3);
	});

	it("of the app may be larger than 16 bits, and are returned unchanged", () => {
		const machine = new Machine();
		const client = machine.ready();
		publish(client, 65_536);
		equal(identifier(machine), 1);
		client.write(null, { topic: "a", QoS: 2, id: 131_072 });
		equal(identifier(machine), 2);
		publish(client);
		equal(identifier(machine), 3);
		machine.send("40 02 00 01 50 02 00 02 70 02 00 02 40 02 00 03 40 02 00 01");
		machine.happened(
			'{"operation":4,"id":65536}',
			'{"operation":5,"id":131072}',
			'{"operation":7,"id":131072}',
			'{"operation":4,"id":3}',
			'{"operation":4,"id":1}',
		);
	});

	it("of packets that did not fit are not in use; those of the server's messages never are", () => {
		const machine = new Machine();
		const client = machine.ready();
		publish(client, 65_541);
		machine.squeeze(3);
		throws(() => client.write(null, { operation: PUBACK, id: 6 }), Error, "no room");
		throws(() => client.write(null, { operation: PUBREL, id: 65_542 }), Error, "no room");
		throws(() => client.write(null, { operation: SUBSCRIBE, items: [{ topic: "a" }], id: 65_543 }), Error, "no room");
		machine.drain();
		machine.send("40 02 00 06 70 02 00 07 40 02 00 08");
		machine.happened('{"operation":4,"id":65541}', '{"operation":7,"id":7}', '{"operation":4,"id":8}');
	});

	it("of a PUBREL from the app are the app's; those of the server's PUBREL are the server's", () => {
		const machine = new Machine();
		const client = machine.ready();
		client.write(null, { operation: PUBREL, id: 65_537 });
		machine.sent("62 02 00 02");
		machine.send("62 02 00 02 70 02 00 02");
		machine.happened('{"operation":6,"id":2}', '{"operation":7,"id":65537}');
	});

	it("in use may be more than are remembered", () => {
		const machine = new Machine();
		const client = machine.ready({ onControl: undefined });
		for (let i = 0; i < 40; i++) {
			publish(client);
			equal(identifier(machine), i + 1);
		}
		machine.send("40 02 00 28 40 02 00 01");
		publish(client);
		equal(identifier(machine), 41);
	});
});

describe("Keep alive", () => {
	const PING = "C0 00";
	const PONG = "D0 00";

	it("sends PINGREQ when nothing was sent for a little less than its time [MQTT-3.1.2-23]", () => {
		const machine = new Machine({ ticks: 0x7ffffff0 });
		machine.ready({ keepAlive: 60_000 });
		machine.advance(56_000);
		machine.sent();
		machine.advance(500);
		machine.sent(PING);
		machine.send(PONG);
		machine.happened('{"operation":13}');
		machine.advance(56_500);
		machine.sent(PING);
	});

	it("sends no PINGREQ if it is 0", () => {
		const machine = new Machine();
		machine.ready({ keepAlive: 0 });
		machine.advance(1_000_000);
		machine.sent();
		machine.happened();
	});

	it("is postponed by sending, and not by receiving", () => {
		const machine = new Machine();
		const client = machine.ready({ keepAlive: 10_000, onReadable: undefined });
		machine.advance(9_000);
		client.write(null, { topic: "a" });
		machine.writes.length = 0;
		machine.advance(9_000);
		machine.send('30 04 00 01 "ab"');
		machine.sent();
		machine.advance(1_000);
		machine.sent(PING);
	});

	it("fails without PINGRESP, whatever else is received", () => {
		const machine = new Machine();
		machine.ready({ keepAlive: 60_000, onReadable: undefined });
		machine.advance(56_280);
		machine.sent(PING);
		for (let i = 0; i < 29; i++) {
			machine.advance(1_000);
			machine.send('30 04 00 01 "ab"');
		}
		machine.happened();
		machine.advance(1_000);
		machine.failed("no answer");
	});

	it("does not fail because the app has not read", () => {
		const machine = new Machine();
		const client = machine.ready({ keepAlive: 60_000, onReadable: () => {} });
		machine.advance(56_280);
		machine.send('30 04 00 01 "ab" D0 00');
		machine.advance(200_000);
		machine.happened();
		client.read();
		machine.advance(1);
		machine.happened('{"operation":13}');
	});

	it("sends PINGREQ after the message that the app is writing, when there is room", () => {
		const machine = new Machine();
		const client = machine.ready({ keepAlive: 10_000 });
		machine.squeeze(1);
		machine.advance(10_000);
		machine.sent();
		machine.drain();
		machine.sent(PING);
		machine.send(PONG);
		client.write(null, { topic: "a", byteLength: 1 });
		machine.writes.length = 0;
		machine.advance(60_000);
		machine.sent();
		client.write(new Uint8Array(1));
		machine.advance(10_000);
		machine.sent("00", PING);
	});

	it("fails if there is no room for PINGREQ for too long", () => {
		const machine = new Machine();
		machine.ready({ keepAlive: 10_000 });
		machine.squeeze(0);
		machine.advance(9_380 + 30_000);
		machine.failed("no answer");
	});

	it("fails if the app's message waits for room for too long, but not while it proceeds", () => {
		const machine = new Machine();
		const client = machine.ready({ keepAlive: 10_000 });
		client.write(null, { topic: "a", byteLength: 1 });
		machine.advance(60_000);
		machine.happened();
		machine.squeeze(0);
		machine.advance(10_000);
		machine.failed("no answer");
	});

	it("has room for PINGREQ, which the app is not offered", () => {
		const machine = new Machine({ room: 60 });
		let told = 0;
		const client = machine.ready({
			keepAlive: 10_000,
			onWritable(count) {
				told = count;
			},
		});
		for (let i = 0; i < 20; i++) machine.send('32 06 00 01 "a" 00 01 "b"');
		equal(told, 4);
		machine.writes.length = 0;
		machine.advance(10_000);
		machine.sent();
		client.write(null, { operation: PINGREQ });
		client.write(null, { operation: PINGREQ });
		machine.sent("C0 00", "C0 00");
	});
});
