import { equal, throws } from "../../../assert.js";
import { ACCEPTED, CONNECT, fromText, Machine, MQTTClient } from "../host.js";

describe("Connecting", () => {
	it("resolves the name, opens a socket at that address and port, and sends CONNECT", () => {
		const machine = new Machine();
		const client = machine.make({ port: 8883, socket: { ...machine.settings().socket, extra: 7 } });
		equal(machine.question.host, "broker.local");
		machine.question.onResolved("broker.local", "10.0.0.1");
		const { address, port, host, extra } = machine.socket.options;
		equal(`${address} ${port} ${host} ${extra}`, "10.0.0.1 8883 broker.local 7");
		machine.accept();
		machine.sent(CONNECT);
		machine.happened();
		client.close();
	});

	it("has the standard's defaults: port 1883, clean, no keep alive", () => {
		const machine = new Machine();
		machine.greeted().close();
		equal(machine.socket.options.port, 1883);
		machine.sent(CONNECT);
	});

	it("sends everything in the options [MQTT-3.1.3-1]", () => {
		const machine = new Machine();
		machine.greeted({
			id: "me",
			user: "u",
			password: fromText("pw"),
			clean: false,
			keepAlive: 90_001,
			will: { topic: "w", message: "bye", QoS: 2, retain: true },
		});
		machine.sent('10 1D 00 04 "MQTT" 04 F4 00 5B 00 02 "me" 00 01 "w" 00 03 "bye" 00 01 "u" 00 02 "pw"');
	});

	it("accepts a will of bytes, a lower-case keepalive, and a numeric retain", () => {
		const machine = new Machine();
		const message = new Uint8Array([9, 1, 2, 9]);
		machine.greeted({
			keepalive: 60_000,
			will: { topic: "w", message: new DataView(message.buffer, 1, 2), QoS: 0, retain: 0 },
		});
		machine.sent('10 13 00 04 "MQTT" 04 06 00 3C 00 00 00 01 "w" 00 02 01 02');
	});

	it("sends an empty will message if the will has none [MQTT-3.1.2-9]", () => {
		const machine = new Machine();
		machine.greeted({ will: { topic: "w" } });
		machine.sent('10 11 00 04 "MQTT" 04 06 00 00 00 00 00 01 "w" 00 00');
	});

	it("sends no will if there is none or it has no topic [MQTT-3.1.2-11]", () => {
		for (const will of [null, undefined, {}, { topic: "", message: "m" }]) {
			const machine = new Machine();
			machine.greeted({ will });
			machine.sent(CONNECT);
		}
	});

	it("sends an empty user name with a password and no user [MQTT-3.1.2-22]", () => {
		const machine = new Machine();
		machine.greeted({ user: "", password: "p" });
		machine.sent('10 11 00 04 "MQTT" 04 C2 00 00 00 00 00 00 00 01 "p"');
	});

	it("limits a keep alive above 65,535 seconds to that", () => {
		const machine = new Machine();
		machine.greeted({ keepAlive: 100_000_000 });
		machine.sent('10 0C 00 04 "MQTT" 04 02 FF FF 00 00');
	});

	it("writes a CONNECT longer than the socket's room in parts", () => {
		const machine = new Machine({ room: 5 });
		machine.greeted({ password: "0123456789" });
		machine.sent("10 1A 00 04 4D");
		for (let i = 0; i < 6; i++) machine.drain();
		machine.streamed('51 54 54 04 C2 00 00 00 00 00 00 00 0A "0123456789"');
		machine.send(ACCEPTED);
		machine.happened('{"operation":2,"returnCode":0,"sessionPresent":false}');
	});

	it("reports whether the session is present, then how much can be written", () => {
		const machine = new Machine({ room: 100 });
		const { log } = machine;
		machine.greeted({ clean: false, id: "me", onWritable: (count) => log.push(count) });
		machine.drain();
		machine.happened();
		machine.send("20 02 01 00");
		machine.happened('{"operation":2,"returnCode":0,"sessionPresent":true}', 92);
	});

	it("passes its message to onControl as both arguments, and the client as this", () => {
		const machine = new Machine();
		const seen = [];
		const client = machine.greeted({
			onControl(...given) {
				seen.push(this, ...given);
			},
		});
		machine.send(ACCEPTED);
		equal(seen[0], client);
		equal(seen[1].operation, MQTTClient.CONNACK);
		equal(seen[2], seen[1]);
	});

	it("accepts CONNACK and later packets in pieces of one byte", () => {
		const machine = new Machine();
		machine.greeted();
		machine.sendPieces('20 02 00 00 30 04 00 01 "ab"', 1);
		machine.happened('{"operation":2,"returnCode":0,"sessionPresent":false}', "1 of a, QoS 0, 1 in all: b");
	});
});

describe("The constructor", () => {
	it("throws for an invalid option, and leaves nothing open", () => {
		const wrong = [
			[{ host: undefined }, "host"],
			[{ host: "" }, "host"],
			[{ id: "a\0b" }, "id"],
			[{ user: "\uD800" }, "user"],
			[{ password: new Uint16Array(2) }, "Byte Buffer"],
			[{ keepAlive: -1_000 }, "keepAlive"],
			[{ keepAlive: NaN }, "keepAlive"],
			[{ will: { topic: "a/+", message: "m" } }, "will.topic"],
			[{ will: { topic: "a", message: "m", QoS: 3 } }, "QoS"],
			[{ format: "number" }, "format"],
			[{ dns: undefined }, ""],
		];
		for (const [options, part] of wrong) {
			const machine = new Machine();
			throws(() => machine.make(options), Error, part);
			equal(machine.timers.length, 0, part);
			equal(machine.sockets, 0, part);
		}
	});

	it("leaves nothing open when the resolver throws", () => {
		const machine = new Machine();
		machine.onQuestion = () => {
			throw new Error("no resolver");
		};
		throws(() => machine.make(), Error, "no resolver");
		equal(machine.timers.length, 0);
	});

	it("does not change its options", () => {
		const machine = new Machine();
		const options = machine.settings({ will: Object.freeze({ topic: "a", message: "b" }) });
		new MQTTClient(Object.freeze({ ...options, socket: Object.freeze(options.socket) })).close();
	});

	it("keeps target, and has the format buffer and no other", () => {
		const machine = new Machine();
		const client = machine.make({ target: "me", format: "buffer" });
		equal(client.target, "me");
		equal(client.format, "buffer");
		client.format = "buffer";
		throws(() => {
			client.format = "number";
		}, RangeError);
		equal("target" in machine.make(), false);
	});

	it("has the packet types as constants that cannot be written", () => {
		const names =
			"CONNECT CONNACK PUBLISH PUBACK PUBREC PUBREL PUBCOMP SUBSCRIBE SUBACK UNSUBSCRIBE UNSUBACK PINGREQ PINGRESP DISCONNECT";
		equal(
			names
				.split(" ")
				.map((name) => MQTTClient[name])
				.join(" "),
			"1 2 3 4 5 6 7 8 9 10 11 12 13 14",
		);
		throws(() => {
			MQTTClient.PUBLISH = 5;
		}, TypeError);
	});

	it("leaves all names but those of the standard to apps and subclasses", () => {
		const machine = new Machine();
		class App extends MQTTClient {
			get socket() {
				return "an app's";
			}
		}
		const client = new App(machine.settings());
		equal(Object.keys(client).length, 0);
		client.message = client.phase = client.remain = 1;
		machine.question.onResolved("broker.local", "10.0.0.1");
		machine.accept();
		machine.sent(CONNECT);
	});
});
