import { equal, throws } from "../../../assert.js";
import { ACCEPTED, fromText, Machine, MQTTClient } from "../host.js";

const { DISCONNECT, PINGREQ, PUBACK, PUBCOMP, PUBLISH, PUBREC, PUBREL, SUBSCRIBE, UNSUBSCRIBE } = MQTTClient;

describe("write()", () => {
	it("publishes at QoS 0, and returns how much can be written: the room minus 8", () => {
		const machine = new Machine({ room: 100 });
		const client = machine.ready();
		equal(client.write(fromText("hello"), { topic: "a/b" }), 80);
		machine.streamed('30 0A 00 03 "a/b" "hello"');
	});

	it("publishes at QoS 1 and 2, retained, as a duplicate, with the app's identifier", () => {
		const machine = new Machine();
		const client = machine.ready();
		client.write(fromText("1"), { operation: PUBLISH, topic: "a", QoS: 1, id: 0x1234 });
		machine.streamed('32 06 00 01 "a" 12 34 "1"');
		client.write(fromText("2"), { topic: "a", QoS: 2, id: 1, retain: true, duplicate: true });
		machine.streamed('3D 06 00 01 "a" 00 01 "2"');
		client.write(fromText("3"), { topic: "a", retain: 1, duplicate: 0 });
		machine.streamed('31 04 00 01 "a3"');
	});

	it("writes each message's header for its QoS and size, even if two headers have the same length", () => {
		const machine = new Machine({ room: 100 });
		const client = machine.ready();
		client.write(null, { topic: "a", QoS: 1, id: 5 });
		client.write(null, { topic: "a", byteLength: 16_384 });
		machine.streamed('32 05 00 01 "a" 00 05 30 83 80 01 00 01 "a"');
	});

	it("lets the socket send header and payload together, and copies no payload", () => {
		const machine = new Machine();
		const client = machine.ready();
		const { socket } = machine;
		const calls = [];
		const data = fromText("hello");
		Object.defineProperty(socket, "write", {
			value(bytes, options) {
				calls.push(bytes === data, options?.more);
				return 100;
			},
		});
		client.write(data, { topic: "a" });
		client.write(null, { topic: "a" });
		equal(calls.join(), "false,true,true,,false,");
	});

	it("accepts every Byte Buffer, and none for an empty payload", () => {
		const machine = new Machine();
		const client = machine.ready();
		const bytes = new Uint8Array([0, 1, 2, 0]);
		for (const data of [
			bytes.slice(1, 3).buffer,
			bytes.subarray(1, 3),
			new DataView(bytes.buffer, 1, 2),
			new Int8Array(bytes.buffer, 1, 2),
		]) {
			client.write(data, { topic: "a" });
			machine.streamed('30 05 00 01 "a" 01 02');
		}
		for (const data of [null, undefined, new ArrayBuffer(0)]) {
			client.write(data, { topic: "a" });
			machine.sent('30 03 00 01 "a"');
		}
	});

	it("accepts topics as strings and buffers, one after another, and larger than its window", () => {
		const machine = new Machine();
		const client = machine.ready();
		const buffer = fromText("b");
		for (const [topic, bytes] of [
			["a", '"a"'],
			["a", '"a"'],
			[buffer, '"b"'],
			["\u00e9", "C3 A9"],
			[buffer, '"b"'],
			["a", '"a"'],
		]) {
			client.write(null, { topic });
			machine.streamed(bytes.length === 3 ? `30 03 00 01 ${bytes}` : `30 04 00 02 ${bytes}`);
		}
		new Uint8Array(buffer)[0] = 0x63;
		client.write(null, { topic: buffer });
		machine.streamed('30 03 00 01 "c"');
		client.write(fromText("x"), { topic: "t".repeat(200), QoS: 1 });
		machine.streamed('32 CD 01 00 C8 "t"*200 00 01 "x"');
	});

	it("publishes in fragments; nothing may come between them, and not too many bytes", () => {
		const machine = new Machine();
		const client = machine.ready();
		client.write(fromText("SM"), { topic: "a", byteLength: 6, QoS: 2, id: 7 });
		throws(() => client.write(fromText("b"), { topic: "b" }));
		throws(() => client.write(null, { operation: PINGREQ }));
		throws(() => client.write(fromText("12345")));
		client.write(fromText("ALL"));
		client.write(new ArrayBuffer(0), null);
		client.write(fromText("\n"));
		machine.streamed('34 0B 00 01 "a" 00 07 "SMALL" 0A');
		throws(() => client.write(fromText("x")), Error, "options");
		client.write(null, { topic: "c", byteLength: 1 });
		client.write(fromText("d"));
		machine.streamed('30 04 00 01 "cd"');
	});

	it("subscribes and unsubscribes, in packets of any size [MQTT-3.8.1-1] [MQTT-3.10.1-1]", () => {
		const machine = new Machine();
		const client = machine.ready();
		client.write(null, { operation: SUBSCRIBE, items: [{ topic: "a/+", QoS: 2 }, { topic: fromText("#") }], id: 5 });
		machine.sent('82 0C 00 05 00 03 "a/+" 02 00 01 "#" 00');
		client.write(null, { operation: UNSUBSCRIBE, items: [{ topic: "a/+" }, { topic: "b" }], id: 6 });
		machine.sent('A2 0A 00 06 00 03 "a/+" 00 01 "b"');
		client.write(null, { operation: SUBSCRIBE, items: [{ topic: "f".repeat(150), QoS: 1 }] });
		machine.sent('82 9B 01 00 01 00 96 "f"*150 01');
	});

	it("sends acknowledgements and PINGREQ on request [MQTT-3.6.1-1]", () => {
		const machine = new Machine();
		const client = machine.ready();
		for (const operation of [PUBACK, PUBREC, PUBREL, PUBCOMP]) client.write(null, { operation, id: 258 });
		client.write(null, { operation: PINGREQ });
		machine.streamed("40 02 01 02 50 02 01 02 62 02 01 02 70 02 01 02 C0 00");
	});

	it("throws before CONNACK", () => {
		for (const state of ["make", "resolved", "greeted"]) {
			const machine = new Machine();
			throws(() => machine[state]().write(null, { topic: "a" }), Error, "not connected");
		}
	});

	it("throws after DISCONNECT, answers nothing, and fails when the server does not close [MQTT-3.14.4-2]", () => {
		const machine = new Machine();
		const client = machine.ready({ keepAlive: 10_000 });
		client.write(null, { operation: DISCONNECT });
		machine.sent("E0 00");
		throws(() => client.write(null, { topic: "a" }), Error, "not connected");
		machine.send('32 06 00 01 "a" 00 01 "1"');
		machine.advance(29_999);
		machine.happened();
		machine.sent();
		machine.advance(1);
		machine.failed("timeout");
	});

	it("writes nothing when it throws, for invalid arguments and without enough room", () => {
		const machine = new Machine({ room: 20 });
		const client = machine.ready();
		const data = fromText("0123456789");
		for (const [wrong, options] of [
			[data, { topic: "0123456" }],
			[data, undefined],
			[data, { topic: "" }],
			[data, {}],
			[data, { topic: "a/#" }],
			[data, { topic: "a\0" }],
			[data, { topic: "a", QoS: 3 }],
			[data, { topic: "a", QoS: -1 }],
			[data, { topic: "a", byteLength: 9 }],
			[data, { topic: "a", byteLength: 10.5 }],
			[data, { topic: "a", byteLength: NaN }],
			[data, { topic: "a", byteLength: 268_435_455 }],
			["text", { topic: "a" }],
			[data, { topic: "a", QoS: 1, id: 0 }],
			[data, { topic: "a", QoS: 1, id: 1.5 }],
			[null, { operation: SUBSCRIBE }],
			[null, { operation: SUBSCRIBE, items: [] }],
			[null, { operation: SUBSCRIBE, items: [{ topic: "a#" }] }],
			[null, { operation: SUBSCRIBE, items: [{ topic: "a", QoS: 3 }] }],
			[null, { operation: SUBSCRIBE, items: [{ topic: "01234567890123" }] }],
			[null, { operation: UNSUBSCRIBE, items: [{ topic: "" }] }],
			[null, { operation: 1 }],
			[null, { operation: 13 }],
		])
			throws(() => client.write(wrong, options));
		machine.sent();
		equal(client.write(data, { topic: "012345" }), 0);
		throws(() => client.write(null, { operation: PINGREQ }), Error, "no room");
		throws(() => client.write(null, { operation: PUBACK, id: 1 }), Error, "no room");
	});
});

describe("onWritable", () => {
	it("reports the room minus 8, at CONNACK and when the socket reports it, and nothing below that", () => {
		const machine = new Machine({ room: 50 });
		const { log } = machine;
		machine.greeted({ onWritable: (count) => log.push(count), onControl: undefined });
		machine.drain();
		machine.send(ACCEPTED);
		machine.squeeze(9);
		machine.squeeze(8);
		machine.squeeze(0);
		machine.drain();
		machine.happened(42, 1, 42);
	});

	it("reports what can always be written, whatever is acknowledged in between", () => {
		const machine = new Machine({ room: 60 });
		let told = 0;
		const client = machine.ready({
			onWritable(count) {
				told = count;
			},
			onReadable(count) {
				this.read(count);
			},
		});
		machine.send('32 06 00 01 "a" 00 01 "b"'.repeat(20));
		equal(told, 4);
		equal(machine.socket.room, 4);
		client.write(null, { operation: PINGREQ });
		client.write(null, { operation: PINGREQ });
		machine.writes.length = 0;
		for (let i = 0; i < 20; i++) machine.drain();
		equal(machine.socket.received.length, 0);
	});

	it("writes a long message when there is room, as the SDK's example does, and then answers", () => {
		const machine = new Machine({ room: 30 });
		const payload = new Uint8Array(22).fill(0x78);
		let left = 0;
		const client = machine.ready({
			onWritable(count) {
				if (!left) return;
				count = Math.min(count, left);
				left -= count;
				this.write(payload.subarray(0, count));
			},
		});
		client.write(null, { topic: "a", byteLength: 100 });
		left = 100;
		machine.send('32 06 00 01 "b" 00 09 "1"');
		for (let i = 0; i < 12; i++) machine.drain();
		machine.advance(1);
		machine.drain();
		equal(left, 0);
		machine.happened("1 of b, QoS 1, 1 in all: 1");
		const bytes = machine.writes.splice(0);
		equal(bytes.at(-1).join(), "64,2,0,9");
	});
});
