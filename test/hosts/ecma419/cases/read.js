import { deepEqual, equal, throws } from "../../../assert.js";
import { describe as describeFragment, Machine, toText } from "../host.js";

describe("A message", () => {
	it("is announced as a whole, with topic, QoS and size, when it comes in pieces of any size", () => {
		for (const size of [0, 1, 2, 3, 7]) {
			const machine = new Machine();
			machine.ready();
			machine.sendPieces('30 0A 00 03 "a/b" "hello" 32 06 00 01 "c" 00 02 "d" 31 05 00 02 C3 A9 "e"', size);
			machine.happened(
				"5 of a/b, QoS 0, 5 in all: hello",
				"1 of c, QoS 1, 1 in all: d",
				"1 of \u00e9, QoS 0, 1 in all: e",
			);
		}
	});

	it("with an empty payload is announced and does not delay the next one", () => {
		const machine = new Machine();
		const { log } = machine;
		machine.ready({
			onReadable(count, fragment) {
				log.push(`${describeFragment(count, fragment)}: <${toText(this.read(count))}> <${toText(this.read())}>`);
			},
		});
		machine.send('31 03 00 01 "a" 32 05 00 01 "b" 00 01 30 04 00 01 "cd"');
		machine.happened(
			"0 of a, QoS 0, 0 in all: <> <>",
			"0 of b, QoS 1, 0 in all: <> <>",
			"1 of c, QoS 0, 1 in all: <d> <nothing>",
		);
		machine.sent("40 02 00 01");
	});

	it("with an empty payload need not be read", () => {
		const machine = new Machine();
		machine.ready({ onReadable: (count) => machine.log.push(count) });
		machine.send('30 03 00 01 "a" 30 03 00 01 "b"');
		machine.happened(0, 0);
		equal(machine.made.read(), undefined);
	});

	it("is answered with PUBACK or PUBREC after it was read, then PUBREL with PUBCOMP [MQTT-4.3.2-2] [MQTT-4.3.3-2]", () => {
		const machine = new Machine();
		machine.ready();
		machine.send('32 06 00 01 "a" 12 34 "1" 34 06 00 01 "a" 00 02 "2" 62 02 00 02');
		machine.sent("40 02 12 34", "50 02 00 02", "70 02 00 02");
		machine.happened("1 of a, QoS 1, 1 in all: 1", "1 of a, QoS 2, 1 in all: 2", '{"operation":6,"id":2}');
	});

	it("of any size is received and answered without onReadable", () => {
		const machine = new Machine();
		machine.ready({ onReadable: undefined });
		machine.send('32 06 00 01 "a" 00 01 "1" 32 B1 02 00 01 "a" 00 02 FF*300 D0 00');
		machine.sent("40 02 00 01", "40 02 00 02");
		machine.happened('{"operation":13}');
	});

	it("larger than the buffer comes in the socket's fragments, and is answered after the last", () => {
		const machine = new Machine();
		machine.ready();
		machine.send('32 B1 02 00 01 "a" 00 02 "x"*100');
		machine.happened(`100 of a, QoS 1, 300 in all, to be continued: ${"x".repeat(100)}`);
		machine.send('"y"*199');
		machine.happened(`199 more, to be continued: ${"y".repeat(199)}`);
		machine.sent();
		machine.send('"z" 30 04 00 01 "bc"');
		machine.happened("1 more: z", "1 of b, QoS 0, 1 in all: c");
		machine.sent("40 02 00 02");
	});

	it("larger than the buffer, with a topic that fits it or not, in any pieces", () => {
		for (const size of [1, 5, 64]) {
			for (const length of [200, 250, 300]) {
				const machine = new Machine();
				let topic = "";
				let read = 0;
				machine.ready({
					onReadable(_count, fragment) {
						topic = fragment.topic ?? topic;
						read += this.read().byteLength;
						if (!fragment.more) machine.log.push(`${topic.length} ${read}`);
					},
				});
				const remaining = length + 4 + 300;
				const digits = (n) => `${n < 16 ? "0" : ""}${n.toString(16).toUpperCase()}`;
				const head = `32 ${digits((remaining & 127) | 128)} ${digits(remaining >> 7)} ${digits(length >> 8)} ${digits(length & 255)}`;
				machine.sendPieces(`${head} "t"*${length} 00 07 "p"*300 D0 00`, size);
				machine.happened(`${length < 240 ? length : 0} 300`, '{"operation":13}');
				machine.sent("40 02 00 07");
			}
		}
	});

	it("larger than the buffer with only a topic is announced empty", () => {
		const machine = new Machine();
		machine.ready();
		machine.send('30 AE 02 01 2C "t"*300 30 04 00 01 "bc"');
		machine.happened("0 of , QoS 0, 0 in all: ", "1 of b, QoS 0, 1 in all: c");
	});

	it("may be larger before it is divided, with buffers.receive", () => {
		const machine = new Machine();
		machine.ready({ buffers: { receive: 400 } });
		machine.sendPieces('30 AF 02 00 01 "a" "x"*300', 50);
		machine.happened(`300 of a, QoS 0, 300 in all: ${"x".repeat(300)}`);
	});

	it("is not answered while the app has not completed its own message, but its fragments continue", () => {
		const machine = new Machine();
		const client = machine.ready();
		client.write(new Uint8Array(1), { topic: "o", byteLength: 2 });
		machine.writes.length = 0;
		machine.send('32 B1 02 00 01 "a" 00 02 "x"*300 32 06 00 01 "b" 00 03 "1" D0 00');
		equal(machine.log.splice(0).length, 1);
		machine.sent();
		client.write(new Uint8Array(1));
		machine.happened();
		machine.advance(1);
		machine.happened("1 of b, QoS 1, 1 in all: 1", '{"operation":13}');
		machine.sent("00", "40 02 00 02", "40 02 00 03");
	});

	it("is not answered without room, and nothing more is read", () => {
		const machine = new Machine();
		machine.ready();
		machine.squeeze(3);
		machine.send('32 06 00 01 "a" 00 01 "1" 30 04 00 01 "b2"');
		machine.happened("1 of a, QoS 1, 1 in all: 1");
		machine.sent();
		machine.drain();
		machine.sent("40 02 00 01");
		machine.happened("1 of b, QoS 0, 1 in all: 2");
	});
});

describe("read()", () => {
	const LARGE = '30 B0 02 00 02 "ab" "x"*100 "y"*200';

	it("returns as much as is requested and available, from buffer and socket; more is announced when all is read", () => {
		for (const packet of ['30 0E 00 02 "ab" "0123456789"', LARGE]) {
			const machine = new Machine();
			const client = machine.ready({ onReadable: (count, { topic }) => machine.log.push(`${count} ${topic}`) });
			machine.send(`${packet} 30 04 00 01 "cd"`);
			equal(machine.log.length, 1);
			const count = Number.parseInt(machine.log.pop(), 10);
			equal(client.read(3).byteLength, 3);
			equal(client.read(0).byteLength, 0);
			equal(client.read(-1).byteLength, 0);
			const into = new Uint8Array([1, 1, 1, 1, 1]);
			equal(client.read(new DataView(into.buffer, 1, 3)), 3);
			equal(into[0] === 1 && into[4] === 1 && into[1] !== 1 && into[3] !== 1, true);
			equal(client.read(new ArrayBuffer(2)), 2);
			machine.advance(10);
			machine.happened();
			const rest = new Uint8Array(400);
			equal(client.read(rest), count - 8);
			equal(rest[count - 8], 0);
			equal(client.read(), undefined);
			equal(client.read(rest), undefined);
			machine.happened();
			machine.advance(1);
			machine.happened("1 c");
			equal(toText(client.read(100)), "d");
		}
	});

	it("after onReadable has returned delays the answer until then", () => {
		const machine = new Machine();
		const client = machine.ready({ onReadable: (count) => machine.log.push(count) });
		machine.send('32 08 00 01 "a" 00 01 "123"');
		machine.send("D0 00");
		machine.happened(3);
		client.read(2);
		machine.advance(1);
		machine.sent();
		client.read();
		machine.sent();
		machine.advance(1);
		machine.sent("40 02 00 01");
		machine.happened('{"operation":13}');
	});

	it("of a part, followed by an exception, loses only that call of a message larger than the buffer", () => {
		const machine = new Machine();
		let thrown = false;
		machine.ready({
			onReadable(count) {
				machine.log.push(toText(this.read(thrown ? count : 3)));
				if (thrown) return;
				thrown = true;
				throw new Error("the app's");
			},
		});
		throws(() => machine.send('32 B1 02 00 01 "a" 00 02 "x"*3 "y"*7'), Error, "the app's");
		machine.send('"z"*290');
		equal(machine.log.join(""), `xxx${"y".repeat(7)}${"z".repeat(290)}`);
		machine.sent("40 02 00 02");
	});

	it("later is not answered when there is room again either", () => {
		const machine = new Machine();
		const client = machine.ready({ onReadable: (count) => machine.log.push(count) });
		machine.send('32 08 00 01 "a" 00 01 "123" 32 06 00 01 "b" 00 02 "4"');
		machine.drain();
		machine.advance(1);
		machine.happened(3);
		machine.sent();
		client.read();
		machine.advance(1);
		machine.happened(1);
		machine.sent("40 02 00 01");
	});

	it("returns buffers that belong to the app", () => {
		const machine = new Machine();
		const kept = [];
		machine.ready({
			onReadable() {
				kept.push(this.read());
			},
		});
		machine.send('30 04 00 01 "a1" 30 04 00 01 "a2"');
		deepEqual(kept.map(toText), ["1", "2"]);
	});

	it("throws for a view of larger elements", () => {
		const machine = new Machine();
		machine.ready({
			onReadable() {
				throws(() => this.read(new Uint16Array(1)), TypeError);
				machine.log.push(toText(this.read()));
			},
		});
		machine.send('30 05 00 01 "a12"');
		machine.happened("12");
	});
});
