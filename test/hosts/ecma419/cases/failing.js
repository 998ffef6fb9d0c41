import { deepEqual, equal, throws } from "../../../assert.js";
import { toHex } from "../../../bytes.js";
import { ACCEPTED, Machine, MQTTClient } from "../host.js";

/** The time limit of each step, in milliseconds. */
const TIMEOUT = 30_000;

describe("Connecting fails", () => {
	it("when the name cannot be resolved", () => {
		const machine = new Machine();
		machine.make();
		machine.question.onError();
		machine.happened();
		machine.advance(1);
		machine.happened("host not found");
		deepEqual(machine.timers, []);
	});

	it("when the name is not resolved in time; the resolver is closed, and a late answer is ignored", () => {
		const machine = new Machine();
		machine.make();
		machine.advance(TIMEOUT - 1);
		machine.happened();
		machine.advance(1);
		machine.happened("timeout");
		equal(machine.resolverClosed, true);
		machine.question.onResolved("broker.local", "10.0.0.1");
		machine.question.onError();
		equal(machine.sockets, 0);
		machine.happened();
	});

	it("when no socket can be created, but never while the constructor runs", () => {
		const machine = new Machine();
		machine.noSocket = true;
		machine.onQuestion = (question) => question.onResolved("broker.local", "10.0.0.1");
		machine.make();
		machine.happened();
		machine.advance(1);
		machine.happened("no socket");
		deepEqual(machine.timers, []);
	});

	it("when the socket fails", () => {
		const machine = new Machine();
		machine.resolved();
		machine.lose();
		machine.failed("connection lost");
	});

	it("when TCP does not connect in time", () => {
		const machine = new Machine();
		machine.resolved();
		machine.advance(TIMEOUT);
		machine.failed("timeout");
	});

	it("when CONNACK does not come in time", () => {
		const machine = new Machine();
		machine.greeted();
		machine.advance(TIMEOUT - 1);
		machine.happened();
		machine.advance(1);
		machine.failed("timeout");
	});

	it("when CONNACK refuses, without reading what follows", () => {
		// 3.1.1 reserves 6 and above, but servers use them. 129 is not the reason malformed packet here.
		for (const code of [1, 2, 3, 4, 5, 6, 7, 129, 255]) {
			const machine = new Machine();
			machine.greeted();
			machine.send(`20 02 00 ${toHex(Uint8Array.of(code))} 30 04 00 01 "ab"`);
			machine.failed(`refused: ${code}`);
		}
	});

	it("with a malformed CONNACK: none of its bytes [20 00], one, three, a reserved flag, a session with a refusal", () => {
		for (const connack of ["20 00", "20 01 00", "20 03 00 00 00", "20 02 02 00", "20 02 01 05", "21 02 00 00"]) {
			const machine = new Machine();
			machine.greeted();
			machine.send(connack);
			machine.failed("malformed packet");
		}
	});

	it("with any other packet before CONNACK [MQTT-3.2.0-1]", () => {
		for (const packet of ['30 04 00 01 "ab"', "D0 00", "40 02 00 01", "90 03 00 01 00"]) {
			const machine = new Machine();
			machine.greeted();
			machine.send(packet);
			machine.failed("protocol error");
		}
	});

	it("with a CONNACK before CONNECT is completely written", () => {
		const machine = new Machine({ room: 5 });
		machine.greeted();
		machine.send(ACCEPTED);
		machine.failed("protocol error");
	});

	it("when writing CONNECT fails, reported or thrown", () => {
		for (const throws of [false, true]) {
			const machine = new Machine();
			machine.resolved();
			machine.throws = throws;
			const { socket } = machine;
			socket.connected = socket.failed = true;
			socket.onWritable(1000);
			machine.advance(1);
			machine.failed("connection lost");
		}
	});
});

describe("A connection ends", () => {
	it("when it is lost", () => {
		const machine = new Machine();
		machine.ready();
		machine.lose();
		machine.failed("connection lost");
	});

	it("once, if onError closes, or creates a new client", () => {
		const machine = new Machine();
		const next = machine.settings();
		machine.ready({
			onError() {
				this.close();
				machine.log.push("error");
				new MQTTClient(next);
			},
		});
		const { socket } = machine;
		socket.onError();
		machine.happened("closed", "error");
		machine.question.onResolved("broker.local", "10.0.0.1");
		socket.onError();
		socket.onReadable(2);
		socket.onWritable(100);
		machine.happened();
		equal(machine.socket.closed, false);
		equal(machine.timers.length, 1);
	});

	it("by a second CONNACK", () => {
		const machine = new Machine();
		machine.ready();
		machine.send(ACCEPTED);
		machine.failed("protocol error");
	});

	it("by packets that only a client sends, and by reserved flags [MQTT-2.2.2-2]", () => {
		for (const packet of [
			"00 00",
			"F0 00",
			"C0 00",
			"E0 00",
			'10 0C 00 04 "MQTT" 04 02 00 00 00 00',
			"80 02 00 01",
			"A0 02 00 01",
			"41 02 00 01",
			"60 02 00 01",
			"D1 00",
		]) {
			const machine = new Machine();
			machine.ready();
			machine.send(packet);
			machine.failed("malformed packet");
		}
	});

	it("by a PUBLISH at QoS 3, without answering it [MQTT-3.3.1-4]", () => {
		const machine = new Machine();
		machine.ready();
		machine.send('36 06 00 01 "a" 00 01 "b"');
		machine.failed("malformed packet");
		machine.sent();
	});

	it("by a topic longer than the packet, an empty topic, a wildcard in a topic, and identifier 0", () => {
		for (const packet of [
			'30 04 00 05 "ab"',
			"30 00",
			"30 01 00",
			"30 02 00 00",
			'30 04 00 01 "#a"',
			'32 05 00 01 "a" 00 00',
			'32 04 00 01 "a" 00',
		]) {
			const machine = new Machine();
			machine.ready();
			machine.send(packet);
			machine.failed("malformed packet");
		}
	});

	it("by a topic longer than a packet that is larger than the buffer", () => {
		const machine = new Machine();
		machine.ready();
		machine.send("30 E8 07 FF FF 61*60");
		machine.failed("malformed packet");
	});

	it("by acknowledgements of length 0, 1 and 3, and with identifier 0", () => {
		for (const packet of [
			"40 00",
			"40 01 00",
			"40 03 00 01 00",
			"50 01 00",
			"62 00",
			"70 01 01",
			"90 02 00 01",
			"B0 00",
			"40 02 00 00",
		]) {
			const machine = new Machine();
			machine.ready();
			machine.send(packet);
			machine.failed("malformed packet");
		}
	});

	it("by a SUBACK with a reserved code [MQTT-3.9.3-2], a PINGRESP with a payload", () => {
		for (const packet of ["90 03 00 01 03", "90 04 00 01 00 FF", "D0 01 00"]) {
			const machine = new Machine();
			machine.ready();
			machine.send(packet);
			machine.failed("malformed packet");
		}
	});

	it("by lengths that are longer than needed, or longer than four bytes", () => {
		for (const packet of ["40 80 00", "40 82 00 00 01", "30 FF FF FF FF 7F", "D0 80 80 00"]) {
			const machine = new Machine();
			machine.ready();
			machine.send(packet);
			machine.failed("malformed packet");
		}
	});

	it("by a packet other than PUBLISH that is larger than the buffer", () => {
		const machine = new Machine();
		machine.ready();
		machine.send("90 80 04 00 01 00*20");
		machine.failed("malformed packet");
	});

	it("when a write throws: nothing escapes, what was received is read, then it is reported", () => {
		const machine = new Machine();
		machine.throws = true;
		machine.ready({
			onReadable(count) {
				machine.log.push(String.fromArrayBuffer(this.read(count)));
				machine.log.push(this.write(null, { topic: "a" }));
			},
		});
		const { socket } = machine;
		socket.failed = true;
		machine.send('32 06 00 01 "a" 00 01 "1"');
		machine.happened("1", 0, "closed", "connection lost");
		deepEqual(machine.timers, []);
	});

	it("when a write fails: all that was received is read, and nothing more is written", () => {
		const machine = new Machine();
		const client = machine.ready({ onWritable: (count) => machine.log.push(count) });
		machine.socket.failed = machine.socket.told = true;
		client.write(null, { topic: "a" });
		machine.send('32 06 00 01 "a" 00 01 "1" 32 06 00 01 "a" 00 02 "2"');
		machine.happened("1 of a, QoS 1, 1 in all: 1", "1 of a, QoS 1, 1 in all: 2");
		machine.socket.onWritable(100);
		machine.happened();
		machine.advance(1);
		machine.failed("connection lost");
	});

	it("when a write fails and the socket never reports it", () => {
		const machine = new Machine();
		const client = machine.ready();
		machine.socket.failed = machine.socket.told = true;
		equal(client.write(null, { topic: "a" }), 0);
		machine.happened();
		machine.advance(1);
		machine.failed("connection lost");
	});
});

describe("close()", () => {
	it("can be called at any time and repeatedly, and no callback follows", () => {
		for (const state of ["make", "resolved", "greeted", "ready"]) {
			const machine = new Machine();
			const client = machine[state]({ keepAlive: 10_000 });
			machine.log.length = 0;
			client.close();
			client.close();
			deepEqual(machine.timers, [], state);
			const { question, socket } = machine;
			question.onResolved("broker.local", "10.0.0.1");
			question.onError();
			equal(machine.sockets, state === "make" ? 0 : 1);
			if (socket) {
				equal(socket.closed, true);
				socket.onWritable(100);
				socket.onReadable(4);
				socket.onError();
				machine.happened("closed");
			} else machine.happened();
			machine.advance(100_000);
			machine.happened();
		}
	});

	it("in any callback is the last thing that happens, even with more packets in the same segment", () => {
		const more = '30 04 00 01 "ab" 32 06 00 01 "a" 00 01 "b" 40 02 00 01';
		const incidents = {
			onControl: `40 02 00 07 ${more}`,
			onReadable: `32 06 00 01 "a" 00 01 "b" ${more}`,
		};
		for (const [name, bytes] of Object.entries(incidents)) {
			const machine = new Machine();
			let now = false;
			machine.ready({
				[name]() {
					if (!now) return;
					machine.log.push(name);
					this.close();
				},
			});
			now = true;
			machine.send(bytes);
			machine.happened(name, "closed");
			machine.sent();
			deepEqual(machine.timers, []);
		}
	});

	it("at CONNACK, and in onWritable", () => {
		for (const name of ["onControl", "onWritable"]) {
			const machine = new Machine();
			machine.greeted({
				[name]() {
					this.close();
				},
			});
			machine.log.length = 0;
			machine.send(`${ACCEPTED} 30 04 00 01 "ab"`);
			equal(machine.log.pop(), "closed");
			deepEqual(machine.timers, []);
		}
	});

	it("makes read() and write() throw", () => {
		const machine = new Machine();
		const client = machine.ready();
		client.close();
		throws(() => client.read());
		throws(() => client.write(null, { topic: "a" }));
	});
});
