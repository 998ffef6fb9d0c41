import { equal } from "../../../assert.js";
import { fromText, Machine, MQTTClient, OwnSocket, StrangeSocket } from "../host.js";

for (const [name, io] of [
	["a socket of the project's own", OwnSocket],
	["a socket that calls back with another this", StrangeSocket],
]) {
	describe(`With ${name}`, () => {
		it("messages are written, read and acknowledged", () => {
			const machine = new Machine();
			const client = machine.ready({ socket: { io, machine } });
			client.write(fromText("hello"), { topic: "a/b", QoS: 1 });
			machine.streamed('32 0C 00 03 "a/b" 00 01 "hello"');
			client.write(new DataView(new ArrayBuffer(1)), { topic: "a", byteLength: 2 });
			client.write(new Uint8Array(1));
			machine.streamed('30 05 00 01 "a" 00 00');
			client.write(null, { operation: MQTTClient.PINGREQ });
			machine.sent("C0 00");
			machine.send('40 02 00 01 32 06 00 01 "a" 12 34 "1" D0 00');
			machine.happened('{"operation":4,"id":1}', "1 of a, QoS 1, 1 in all: 1", '{"operation":13}');
			machine.sent("40 02 12 34");
		});

		it("a message larger than the buffer is read from the socket", () => {
			const machine = new Machine();
			machine.ready({ socket: { io, machine } });
			machine.send('32 B1 02 00 01 "a" 00 02 "x"*300');
			machine.happened(`300 of a, QoS 1, 300 in all: ${"x".repeat(300)}`);
			machine.sent("40 02 00 02");
		});

		it("keep alive sends PINGREQ", () => {
			const machine = new Machine();
			machine.ready({ keepAlive: 10_000, socket: { io, machine } });
			machine.advance(9_380);
			machine.sent("C0 00");
		});

		it("CONNECT is written in parts, and the end of the connection is reported", () => {
			const machine = new Machine({ room: 5 });
			machine.greeted({ socket: { io, machine } });
			for (let i = 0; i < 3; i++) machine.drain();
			machine.streamed('10 0C 00 04 "MQTT" 04 02 00 00 00 00');
			machine.lose();
			machine.failed("connection lost");
		});

		it("a failed write is reported after everything was read", () => {
			const machine = new Machine();
			const client = machine.ready({ socket: { io, machine } });
			machine.socket.failed = machine.socket.told = true;
			equal(client.write(fromText("x"), { topic: "a" }), 0);
			machine.send('32 06 00 01 "a" 00 01 "1"');
			machine.happened("1 of a, QoS 1, 1 in all: 1");
			machine.advance(1);
			machine.failed("connection lost");
		});
	});
}
