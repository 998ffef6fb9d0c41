import { ExactlyOnce } from "mote-mqtt/exactly-once";
import { equal, throws } from "../../assert.js";
import { ACCEPTED, Host5, KEPT, PRESENT } from "../../mqtt5/host.js";

const MESSAGE = '34 07 00 01 "a" 00 07 00 "x"';
const AGAIN = '3C 07 00 01 "a" 00 07 00 "x"';
const PUBREC = "50 02 00 07";
const PUBREL = "62 02 00 07";
const PUBCOMP = "70 02 00 07";
const DELIVERED = "message a: x, QoS 2, identifier 7";

/** Options of a client with QoS 2 and room for so many messages. */
function options(more, room) {
	return { ...KEPT, exactlyOnce: new ExactlyOnce(room), ...more };
}

describe("A message received at QoS 2 with 5.0", () => {
	it("is delivered, then answered with PUBREC, and PUBREL with PUBCOMP [MQTT-4.3.3-8] [MQTT-4.3.3-11] [MQTT-3.3.4-1] [MQTT-2.2.1-5] [MQTT-3.5.2-1] [MQTT-3.5.2-2] [MQTT-3.5.2-3] [MQTT-3.7.2-1] [MQTT-3.7.2-2] [MQTT-3.7.2-3] [MQTT-4.3.3-9]", () => {
		const host = new Host5();
		host.online(options());
		host.made.onMessage = () => host.sent();
		host.send(MESSAGE);
		// Success is the only possible code, so there is no code and there are no properties.
		host.sent(PUBREC);
		host.send(PUBREL);
		host.sent(PUBCOMP);
	});

	it("is answered each time, and delivered once, until PUBCOMP [MQTT-4.3.3-10] [MQTT-4.3.3-12]", () => {
		const host = new Host5();
		host.online(options());
		host.send(MESSAGE + AGAIN + MESSAGE);
		host.sent(PUBREC, PUBREC, PUBREC);
		host.happened(DELIVERED);
		host.send(`62 03 00 07 92 ${AGAIN}`);
		host.sent(PUBCOMP, PUBREC);
		host.happened(`${DELIVERED}, duplicate`);
	});

	it("is delivered once through lost connections [MQTT-4.3.3-10]", () => {
		const host = new Host5();
		host.online(options());
		host.send(MESSAGE);
		host.lose();
		host.again(PRESENT);
		host.send(AGAIN);
		host.sent(PUBREC);
		host.lose();
		host.again(PRESENT);
		host.send(PUBREL);
		host.sent(PUBCOMP);
		host.lose();
		host.again(PRESENT);
		host.log.length = 0;
		// PUBREL may carry a reason and properties.
		host.send('62 08 00 07 00 04 1F 00 01 "x"');
		host.sent(PUBCOMP);
		host.happened();
		host.send(MESSAGE);
		host.happened(DELIVERED);
	});

	it("is a different one in a new session", () => {
		const host = new Host5();
		host.online(options());
		host.send(MESSAGE);
		host.lose();
		host.again(ACCEPTED);
		host.log.length = 0;
		host.send(MESSAGE);
		host.happened(DELIVERED);
	});

	it("is answered in order [MQTT-4.6.0-3], even without onMessage [MQTT-4.5.0-2]", () => {
		const host = new Host5();
		host.online(options({ onMessage: undefined }));
		host.send(`${MESSAGE} 34 06 00 01 "b" 00 05 00 32 06 00 01 "c" 00 06 00 34 06 00 01 "d" 00 01 00 62 02 00 01`);
		host.sent(PUBREC, "50 02 00 05", "40 02 00 06", "50 02 00 01", "70 02 00 01");
	});

	it("assigns its topic to an alias even if it is not delivered", () => {
		const host = new Host5();
		host.online(options({ aliases: { receive: 2 } }));
		host.send('34 0A 00 01 "a" 00 07 03 23 00 01 "x"');
		host.lose();
		host.again(PRESENT);
		host.send('3C 0A 00 01 "a" 00 07 03 23 00 01 "x" 34 09 00 00 00 08 03 23 00 01 "y"');
		host.sent(PUBREC, "50 02 00 08");
		host.happened(
			DELIVERED,
			"connectionLost, retry 1000",
			"connected, session present",
			"message a: y, QoS 2, identifier 8",
		);
	});

	it("is completed even if it has expired, because a client does not apply the expiry [MQTT-4.3.3-13]", () => {
		const host = new Host5();
		host.online(options({ keepAlive: 0 }));
		host.send('34 0C 00 01 "a" 00 07 05 02 00 00 00 01 "x"');
		host.advance(10_000);
		host.send('3C 0C 00 01 "a" 00 07 05 02 00 00 00 00 "x"');
		host.send(PUBREL);
		host.sent(PUBREC, PUBREC, PUBCOMP);
	});

	it("is limited in CONNECT: Receive Maximum is half of the room, or the app's value", () => {
		for (const [options, connect] of [
			[{ exactlyOnce: new ExactlyOnce(3) }, "10 15 00 04 4D 51 54 54 05 02 00 3C 08 21 00 02 27 00 00 00 80 00 00"],
			[{ exactlyOnce: new ExactlyOnce() }, "10 15 00 04 4D 51 54 54 05 02 00 3C 08 21 00 40 27 00 00 00 80 00 00"],
			[
				{ exactlyOnce: new ExactlyOnce(3), receiveMaximum: 3 },
				"10 15 00 04 4D 51 54 54 05 02 00 3C 08 21 00 03 27 00 00 00 80 00 00",
			],
		]) {
			const host = new Host5();
			host.client(options);
			host.step();
			host.accept();
			host.sent(connect);
		}
		const exactlyOnce = new ExactlyOnce(3);
		throws(() => new Host5().client({ exactlyOnce, receiveMaximum: 4 }), RangeError, "receiveMaximum");
	});

	it("without room ends the connection, and the server is told; it was not delivered [MQTT-3.3.4-9]", () => {
		const host = new Host5();
		host.online(options({}, 1));
		host.send(`34 06 00 01 "b" 00 01 00 ${MESSAGE}`);
		host.sent("50 02 00 01", "C0 00");
		host.happened("message b: , QoS 2, identifier 1");
		host.send("D0 00");
		host.sent("E0 01 93");
		host.happened("receiveMaximumExceeded, retry 1000");
		host.again(PRESENT);
		host.send(`62 02 00 01 ${AGAIN}`);
		host.happened("connected, session present", `${DELIVERED}, duplicate`);
	});

	it("that is large is skipped in pieces, once", () => {
		const pieces = [];
		const host = new Host5();
		host.online(
			options({
				oversize: "stream",
				buffers: { send: 64, receive: 40, unacknowledged: 64 },
				onMessage: (message) => pieces.push(message.end - message.start),
			}),
		);
		host.send('34 64 00 01 "a" 00 07 00 "b"*20');
		host.send('"b"*73');
		host.sent();
		host.send('"b"');
		host.sent(PUBREC);
		equal(
			pieces.reduce((sum, size) => sum + size),
			94,
		);
		pieces.length = 0;
		host.send('3C 64 00 01 "a" 00 07 00 "b"*94');
		host.sent(PUBREC);
		equal(pieces.length, 0);
	});

	it("is answered when there is room for that, and later packets wait", () => {
		const host = new Host5();
		host.online(options());
		host.squeeze(3);
		host.send(MESSAGE + PUBREL);
		host.happened("message a: x, QoS 2, identifier 7");
		host.sent();
		host.squeeze(4);
		host.sent(PUBREC);
		host.squeeze(4);
		host.sent(PUBCOMP);
	});

	it("without the option ends the connection, which is retried slowly, because the client did not request QoS 2", () => {
		const host = new Host5();
		host.online();
		host.send(MESSAGE);
		host.sent("E0 01 83");
		host.happened("qosNotSupported, retry 900000");
	});

	it("can be subscribed to with the option, and not without", () => {
		const host = new Host5();
		host.online(options());
		host.made.subscribe("a", { QoS: 2 });
		host.sent('82 07 FF FF 00 00 01 "a" 02');
		throws(() => new Host5().client().subscribe("a", { QoS: 2 }), RangeError, "QoS");
	});
});
