import { equal } from "../assert.js";
import { Host5, KEPT, PRESENT } from "./host.js";

/** Three aliases for topics of up to 4 bytes. */
const THREE = Object.freeze({ aliases: Object.freeze({ receive: 3, size: 4 }) });

describe("Topic aliases of the server", () => {
	it("are announced in CONNECT, if the app wants any", () => {
		const host = new Host5();
		host.client(THREE);
		host.step();
		host.accept();
		host.sent('10 15 00 04 "MQTT" 05 02 00 3C 08 27 00 00 00 80 22 00 03 00 00');
	});

	it("stand for the last topic that they were assigned, up to the maximum [MQTT-3.3.2-10]", () => {
		const host = new Host5();
		host.online(THREE);
		host.send('30 09 00 03 "a/b" 03 23 00 01 30 0A 00 04 "c/de" 03 23 00 03');
		host.send('30 07 00 00 03 23 00 01 "x" 32 09 00 00 00 07 03 23 00 03 "y"');
		host.send('30 07 00 01 "f" 03 23 00 01 30 07 00 00 03 23 00 01 "z" 30 07 00 00 03 23 00 03 "w"');
		host.happened(
			"message a/b: ",
			"message c/de: ",
			"message a/b: x",
			"message c/de: y, QoS 1, identifier 7",
			"message f: ",
			"message f: z",
			"message c/de: w",
		);
		host.sent("40 02 00 07");
	});

	it("are recognized by topic.is(), and available to properties.get()", () => {
		const host = new Host5();
		const seen = [];
		const client = host.online({ ...THREE, onMessage: (message) => seen.push(topic.is(message), other.is(message)) });
		const topic = client.topic("a/b");
		const other = client.topic("a/c");
		host.send('30 09 00 03 "a/b" 03 23 00 01 30 06 00 00 03 23 00 01');
		equal(seen.join(), "true,false,true,false");
	});

	it("are read whatever pieces they come in, and in a large message, too", () => {
		const bytes = '30 09 00 03 "a/b" 03 23 00 02 30 07 00 00 03 23 00 02 "x"';
		for (let size = 1; size < 12; size++) {
			const host = new Host5();
			host.online({ ...THREE, oversize: "stream" });
			host.sendPieces(bytes, size);
			host.happened("message a/b: ", "message a/b: x");
		}
		const host = new Host5();
		let length = 0;
		host.online({
			...THREE,
			oversize: "stream",
			onMessage: (message) => {
				equal(message.topic, "a/b");
				length += message.end - message.start;
			},
		});
		host.send('30 09 00 03 "a/b" 03 23 00 01');
		host.send('30 B2 01 00 00 03 23 00 01 "x"*172');
		equal(length, 172);
		host.send('30 B5 01 00 03 "a/b" 03 23 00 02 "x"*172');
		host.send("30 06 00 00 03 23 00 02");
		equal(length, 344);
	});

	it("end with the connection [MQTT-3.3.2-7]", () => {
		const host = new Host5();
		host.online({ ...KEPT, ...THREE });
		host.send('30 09 00 03 "a/b" 03 23 00 01');
		host.lose();
		host.again(PRESENT);
		host.send("30 06 00 00 03 23 00 01");
		host.happened(
			"message a/b: ",
			"connectionLost, retry 1000",
			"connected, session present",
			"protocolError, retry 2000",
		);
		host.sent("E0 01 82");
	});

	it("of topics too long for the table are delivered without a topic, not with a wrong one", () => {
		const host = new Host5();
		host.online(THREE);
		host.send('30 07 00 01 "a" 03 23 00 01 30 07 00 01 "b" 03 23 00 02');
		host.send('30 0B 00 05 "a/b/c" 03 23 00 01 30 07 00 00 03 23 00 01 "x" 30 06 00 00 03 23 00 02');
		host.send('30 0A 00 04 "a/bc" 03 23 00 01 30 07 00 00 03 23 00 01 "y"');
		host.happened(
			"message a: ",
			"message b: ",
			"message a/b/c: ",
			"message : x",
			"message b: ",
			"message a/bc: ",
			"message a/bc: y",
		);
	});

	it("of topics too long for the table still stream a large message to the app, without a topic", () => {
		const host = new Host5();
		let length = 0;
		const onMessage = (message) => {
			equal(message.topic, "");
			equal(message.total, 172);
			length += message.end - message.start;
		};
		const client = host.online({ ...THREE, oversize: "stream" });
		host.send('30 0B 00 05 "a/b/c" 03 23 00 01');
		host.happened("message a/b/c: ");
		client.onMessage = onMessage;
		host.send('32 B4 01 00 00 00 07 03 23 00 01 "x"*172');
		equal(length, 172);
		// The message was not skipped: the app has it when it is acknowledged.
		host.happened();
		host.sent("40 02 00 07");
	});

	it("are invalid above the maximum or if they are 0, and the server is told [MQTT-3.3.2-8] [MQTT-3.3.2-11] [MQTT-3.1.2-26] [MQTT-3.1.2-27]", () => {
		for (const [options, packet] of [
			[THREE, '30 07 00 01 "a" 03 23 00 04'],
			[THREE, '30 07 00 01 "a" 03 23 00 00'],
			[THREE, "30 06 00 00 03 23 FF FF"],
			[{}, '30 07 00 01 "a" 03 23 00 01'],
		]) {
			const host = new Host5();
			host.online(options);
			host.send(packet);
			host.sent("E0 01 94");
			// Topic alias invalid.
			host.happened("148, retry 1000");
		}
	});

	it("that were not assigned, without a topic, are protocol errors", () => {
		for (const packet of ["30 06 00 00 03 23 00 01", "30 03 00 00 00"]) {
			const host = new Host5();
			host.online(THREE);
			host.send(packet);
			host.sent("E0 01 82");
			host.happened("protocolError, retry 1000");
		}
	});

	it("are kept, whatever is published, and whatever memory the payload is in", () => {
		for (const options of [{}, { expiry: 60_000 }, { QoS: 1 }, { QoS: 1, expiry: 60_000 }, { contentType: "t" }]) {
			for (let length = 0; length < 50; length++) {
				const host = new Host5();
				const buffers = { send: 64, receive: 64, unacknowledged: 128 };
				const client = host.online({ aliases: { receive: 2 }, buffers }, "20 06 00 00 03 22 00 01");
				host.send('30 07 00 01 "a" 03 23 00 01 30 08 00 02 "bb" 03 23 00 02');
				const topic = client.topic("t", options);
				// More than there is room for, so that a part is sent: with its name, and with an alias.
				for (let i = 0; i < 2; i++) topic.publish(PAYLOAD, length);
				host.log.length = 0;
				host.send('30 07 00 00 03 23 00 01 "x" 30 07 00 00 03 23 00 02 "y"');
				host.happened("message a: x", "message bb: y");
			}
		}
	});
});

const PAYLOAD = new Uint8Array(100).fill(0x70);
