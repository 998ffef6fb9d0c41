import { deepEqual, equal } from "../assert.js";
import { hex } from "../bytes.js";
import { Host5 } from "./host.js";
import { packet } from "./packet.js";
import { refuse } from "./refuse.js";

const SMALL = Object.freeze({ send: 64, receive: 32, unacknowledged: 64 });
const STREAM = Object.freeze({ buffers: SMALL, oversize: "stream" });

/** A streaming client; for each piece it logs offset, size, the first properties' identifier and value. */
async function streaming(options) {
	await undefined;
	const host = new Host5();
	host.online({
		...STREAM,
		onMessage(message) {
			const { properties } = host.made;
			properties.rewind();
			properties.next();
			host.log.push([message.offset, message.end - message.start, properties.identifier, properties.value]);
		},
		...options,
	});
	return host;
}

describe("A message of 5.0 too large for the buffer", () => {
	it("is given in pieces if asked for, each with its properties and topic, at every split", async () => {
		// 5 bytes of topic, 2 of identifier, 11 of properties; 50 of payload.
		const head = '33 44 00 03 "a/b" 00 05 0A 02 00 00 00 3C 01 01 23 00 01';
		const bytes = hex(`${head} 00*50`);
		const start = hex(head).length;
		for (let i = 0; i < 50; i++) bytes[start + i] = i;
		for (let first = 1; first < bytes.length; first++) {
			let next = 0;
			const host = await streaming({
				aliases: { receive: 1 },
				onMessage(message) {
					const { properties } = host.made;
					equal(message.total, 50);
					equal(message.offset, next);
					equal(message.identifier, 5);
					equal(message.topicEnd - message.topicStart, 3);
					equal(properties.find(2), true);
					equal(properties.value, 60);
					for (let at = message.start; at < message.end; at++) equal(message.bytes[at], next++);
				},
			});
			host.send(bytes.slice(0, first));
			host.sent();
			host.send(bytes.slice(first));
			equal(next, 50);
			host.sent("40 02 00 05");
			host.made.close();
		}
	});

	it("comes byte by byte, and what follows it is fine", async () => {
		const host = await streaming();
		host.sendPieces('30 24 00 01 "a" 02 01 01 "b"*30 30 06 00 01 "c" 02 01 00', 1);
		equal(host.log.length, 31);
		deepEqual(host.log[0], [0, 1, 1, 1]);
		deepEqual(host.log[29], [29, 1, 1, 1]);
		deepEqual(host.log[30], [0, 0, 1, 0]);
	});

	it("may have no properties", async () => {
		const host = await streaming();
		host.send('30 22 00 01 "a" 00 "b"*30');
		deepEqual(host.log[0], [0, 26, 0, 0]);
		deepEqual(host.log[1], [26, 4, 0, 0]);
	});

	it("may have a topic by its alias alone", async () => {
		const topics = [];
		const host = await streaming({
			aliases: { receive: 1 },
			onMessage: ({ bytes, topicStart, topicEnd }) => topics.push(bytes.slice(topicStart, topicEnd)),
		});
		host.send('30 0A 00 03 "a/b" 03 23 00 01 "1" 30 24 00 00 03 23 00 01 "b"*30');
		deepEqual(topics, [hex('"a/b"'), hex('"a/b"'), hex('"a/b"')]);
	});

	it("has no end before its properties: exactly full, and a byte too many", async () => {
		// Head and 4 bytes for pieces: 2 + 3 + 1 + 22 + 4 = 32.
		const fits = await streaming();
		fits.send('30 2E 00 01 "a" 16 03 00 13 "t"*19 "b"*20');
		equal(fits.log.length, 5);
		await refuse(['30 2F 00 01 "a" 17 03 00 14 "t"*20 "b"*20'], 0x95, undefined, STREAM);
	});

	it("is refused with 81 if its head is malformed", () =>
		refuse(
			[
				'30 40 00 01 "a" 80 00 "b"*59',
				'30 40 00 01 "a" 02 00 00 "b"*58',
				'30 40 00 01 "#" 00 "b"*60',
				'32 40 00 01 "a" 00 00 00 "b"*58',
				'30 40 00 01 "a" 05 03 00 02 C0 80 "b"*55',
				'30 40 00 01 "a" 02 02 00 "b"*58',
				'36 40 00 01 "a" 00 01 00 "b"*58',
			],
			0x81,
			undefined,
			STREAM,
		));

	it("is refused with 82 if its head is a protocol error", () =>
		refuse(
			['30 40 00 00 00 "b"*61', '30 40 00 01 "a" 04 01 01 01 01 "b"*56', '30 40 00 01 "a" 02 0B 00 "b"*58'],
			0x82,
			undefined,
			STREAM,
		));

	it("is refused with 94 if its alias is none", () =>
		refuse(['30 40 00 01 "a" 03 23 00 01 "b"*57'], 0x94, undefined, STREAM));

	it("is refused with 95 if its head, or another packet, is too large", () =>
		refuse(
			['30 40 00 1C "a"*28', '30 40 00 01 "a" 3C', "40 40 00 01 00", "90 FF FF FF 7F", "30 FF FF 01 FF FF"],
			0x95,
			undefined,
			STREAM,
		));

	it("that is not asked for in pieces is refused with 95, as Maximum Packet Size was told [MQTT-3.1.2-24]", () =>
		refuse([packet("30", '00 01 "a"', "01 01", '"b"*30'), '30 22 00 01 "a" 00'], 0x95, undefined, { buffers: SMALL }));
});
