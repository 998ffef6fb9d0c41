import { ExactlyOnce } from "mote-mqtt/exactly-once";
import { equal } from "../../assert.js";
import { hex } from "../../bytes.js";
import { ACCEPTED, Host, KEPT, PRESENT } from "../../mqtt311/host.js";

const MESSAGE = '34 06 00 01 "a" 00 07 "x"';
const AGAIN = '3C 06 00 01 "a" 00 07 "x"';
const PUBREC = "50 02 00 07";
const PUBREL = "62 02 00 07";
const PUBCOMP = "70 02 00 07";
const DELIVERED = "message a: x, QoS 2, identifier 7";

/** A connected client with QoS 2 and room for so many messages. */
function receiving(options, room) {
	const host = new Host();
	host.online({ ...KEPT, exactlyOnce: new ExactlyOnce(room), ...options });
	return host;
}

/** The connection is lost, and there is another. */
function reconnected(host, connack = PRESENT) {
	host.lose();
	host.again(connack);
	host.log.length = 0;
}

describe("A message received at QoS 2", () => {
	it("is delivered, then answered with PUBREC, and PUBREL with PUBCOMP [MQTT-4.3.3-2] [MQTT-2.3.1-6] [MQTT-3.3.4-1]", () => {
		const host = receiving();
		host.made.onMessage = (message) => {
			host.sent();
			host.log.push(message.text);
		};
		host.send(MESSAGE);
		host.sent(PUBREC);
		host.send(PUBREL);
		host.sent(PUBCOMP);
		host.happened("x");
	});

	it("is handled so in pieces of any size, and without onMessage [MQTT-4.5.0-2]", () => {
		for (let size = 1; size < 12; size++) {
			const host = receiving(size % 2 ? {} : { onMessage: undefined });
			host.sendPieces(MESSAGE + PUBREL, size);
			host.sent(PUBREC, PUBCOMP);
			equal(host.log.length, size % 2);
		}
	});

	it("is answered each time, and delivered once, until PUBREL [MQTT-4.3.3-2]", () => {
		const host = receiving();
		host.send(MESSAGE + AGAIN + MESSAGE);
		host.sent(PUBREC, PUBREC, PUBREC);
		host.happened(DELIVERED);
		host.send(PUBREL + AGAIN);
		host.sent(PUBCOMP, PUBREC);
		host.happened(`${DELIVERED}, duplicate`);
	});

	it("is delivered once if the connection, but not the session, was lost at any point [MQTT-4.3.3-2]", () => {
		const host = receiving();
		host.send(MESSAGE);
		// PUBREC was lost.
		reconnected(host);
		host.writes.length = 0;
		host.send(AGAIN);
		host.sent(PUBREC);
		// PUBREL was lost.
		reconnected(host);
		host.send(PUBREL);
		host.sent(PUBCOMP);
		// PUBCOMP was lost.
		reconnected(host);
		host.send(PUBREL);
		host.sent(PUBCOMP);
		host.happened();
		host.send(MESSAGE);
		host.happened(DELIVERED);
	});

	it("is a different one in a new session, whatever its identifier", () => {
		const host = receiving();
		host.send(MESSAGE);
		reconnected(host, ACCEPTED);
		host.send(MESSAGE);
		host.sent(PUBREC);
		host.happened(DELIVERED);
	});

	it("is completed even if it is no longer known", () => {
		const host = receiving();
		host.send(`${PUBREL} 62 02 FF FF`);
		host.sent(PUBCOMP, "70 02 FF FF");
		host.happened();
	});

	it("is answered in order with others [MQTT-4.6.0-3]", () => {
		const host = receiving();
		host.send(
			`${MESSAGE} 34 05 00 01 "b" 00 05 32 05 00 01 "c" 00 06 34 05 00 01 "d" 00 01 30 03 00 01 "e" 62 02 00 01 62 02 00 07`,
		);
		host.sent(PUBREC, "50 02 00 05", "40 02 00 06", "50 02 00 01", "70 02 00 01", PUBCOMP);
		equal(host.log.length, 5);
		// The others are still known.
		host.send('3C 05 00 01 "b" 00 05 34 05 00 01 "d" 00 01');
		equal(host.log.length, 6);
	});

	it("is independent of a message from the client with the same identifier", () => {
		const host = receiving();
		const topic = host.made.topic("a", { QoS: 2 });
		equal(topic.publish("x"), 1);
		host.writes.length = 0;
		host.send('34 06 00 01 "a" 00 01 "x" 50 02 00 01 62 02 00 01 70 02 00 01');
		host.sent("50 02 00 01", "62 02 00 01", "70 02 00 01");
		host.happened("message a: x, QoS 2, identifier 1", "settled");
	});

	it("without room ends the connection, and is delivered when it comes again", () => {
		const host = receiving({}, 2);
		const third = '34 06 00 01 "a" 00 03 "3"';
		host.send(`34 06 00 01 "a" 00 01 "1" 34 06 00 01 "a" 00 02 "2" 3C 06 00 01 "a" 00 01 "1" ${third}`);
		host.sent("50 02 00 01", "50 02 00 02", "50 02 00 01", "C0 00");
		host.send("D0 00");
		host.happened(
			"message a: 1, QoS 2, identifier 1",
			"message a: 2, QoS 2, identifier 2",
			"receiveMaximumExceeded, retry 1000",
		);
		host.again(PRESENT);
		host.send(`62 02 00 01 ${third} 3C 06 00 01 "a" 00 02 "2"`);
		host.happened("connected, session present", "message a: 3, QoS 2, identifier 3");
	});

	it("may be one of 128, because some servers have 100 pending, or of as many as the option says", () => {
		for (const room of [undefined, 3]) {
			const host = receiving({ onMessage: undefined }, room);
			const packet = hex('34 05 00 01 "a" 00 00');
			host.collect(4 * 128);
			for (let i = 1; i <= (room ?? 128); i++) {
				packet[6] = i;
				host.send(packet.slice());
			}
			equal(host.collected().length, 4 * (room ?? 128));
			host.onWrite = undefined;
			packet[6]++;
			host.send(packet);
			host.sent("C0 00");
			equal(host.made.connected, true);
			host.send("D0 00");
			equal(host.made.connected, false);
		}
	});

	it("is not answered if the app closes in onMessage, but counts as delivered", () => {
		const host = receiving();
		let count = 0;
		host.made.onMessage = () => {
			count++;
			host.made.close();
			host.made.connect();
		};
		host.send(MESSAGE + MESSAGE);
		host.sent();
		host.again(PRESENT);
		host.send(AGAIN);
		host.sent(PUBREC);
		equal(count, 1);
	});

	it("may be answered with another one, from its callback", () => {
		const host = receiving();
		const topic = host.made.topic("b", { QoS: 2 });
		host.made.onMessage = () => topic.publish("y");
		host.send(MESSAGE + PUBREL);
		host.sent('34 06 00 01 "b" 00 01 "y"', PUBREC, PUBCOMP);
	});

	it("is delivered once even without room for PUBREC; then PUBREL and PUBCOMP wait", () => {
		const host = receiving();
		host.squeeze(3);
		host.send(MESSAGE + PUBREL);
		host.happened(DELIVERED);
		host.sent();
		host.squeeze(4);
		host.happened();
		host.sent(PUBREC);
		host.squeeze(3);
		host.sent();
		host.squeeze(4);
		host.sent(PUBCOMP);
	});

	it("with identifier 0, or truncated, is malformed [MQTT-2.3.1-1]", () => {
		for (const bytes of ['34 05 00 01 "a" 00 00', '34 04 00 01 "a" 00', '36 05 00 01 "a" 00 01']) {
			const host = receiving();
			host.send(bytes);
			host.sent();
			host.happened("malformedPacket, retry 1000");
		}
	});
});

describe("A large message received at QoS 2", () => {
	const SMALL = { send: 64, receive: 40, unacknowledged: 64 };
	const HEAD = '34 64 00 01 "a" 00 07';

	/** Such a client with a buffer that is too small. */
	function small(oversize, room) {
		return receiving(
			{
				buffers: SMALL,
				oversize,
				onMessage: ({ offset, start, end, total }) => host.log.push(`${offset}+${end - start}/${total}`),
			},
			room,
		);
	}
	let host;

	it("is skipped once, and reported once", () => {
		host = small("skip");
		host.send(`${HEAD} "b"*95`);
		host.sent(PUBREC);
		host.send(`3C ${HEAD.slice(3)} "b"*95 ${PUBREL}`);
		host.sent(PUBREC, PUBCOMP);
		host.happened("oversize a 95");
	});

	it("is given in pieces once, and then answered", () => {
		host = small("stream");
		host.send(`${HEAD} "b"*20`);
		host.send('"b"*50');
		host.sent();
		host.send('"b"*25');
		host.sent(PUBREC);
		equal(host.log.at(-1).endsWith("/95"), true);
		host.log.length = 0;
		reconnected(host);
		host.writes.length = 0;
		host.send(`3C ${HEAD.slice(3)} "b"*95 30 04 00 01 "cd"`);
		host.sent(PUBREC);
		host.happened("0+1/1");
	});

	it("comes again from its beginning if it was interrupted", () => {
		host = small("stream");
		host.send(`${HEAD} "b"*20`);
		host.happened("0+20/95");
		reconnected(host);
		host.send(`3C ${HEAD.slice(3)} "b"*20`);
		host.happened("0+20/95");
		host.send('"b"*75');
		host.sent(PUBREC);
	});

	it("is skipped if there is no room for its identifier", () => {
		for (const oversize of ["skip", "stream"]) {
			host = small(oversize, 1);
			host.send(`34 06 00 01 "a" 00 01 "1" ${HEAD} "b"*95`);
			host.sent("50 02 00 01", "C0 00");
			host.send("D0 00");
			host.happened("0+1/1", "receiveMaximumExceeded, retry 1000");
		}
	});

	it("counts as delivered if the app closes in its last piece, but not in an earlier one", () => {
		for (const last of [false, true]) {
			host = small("stream");
			let count = 0;
			host.made.onMessage = (message) => {
				if (message.offset === 0) count++;
				if (!last || message.offset + message.end - message.start === 95) host.made.close();
			};
			host.send(`${HEAD} "b"*95`);
			equal(host.socket.closed, true);
			host.made.connect();
			host.again(PRESENT);
			host.send(`3C ${HEAD.slice(3)} "b"*95`);
			equal(count, last ? 1 : 2);
		}
	});
});
