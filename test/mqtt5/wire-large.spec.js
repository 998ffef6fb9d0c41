import { deepEqual, equal } from "../assert.js";
import { hex } from "../bytes.js";
import { streaming } from "./streaming.js";

describe("A message of 5.0 too large for the buffer", () => {
	it("is delivered in pieces on request, each with its properties and topic, at every split", async () => {
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

	it("may come byte by byte, and the next message works", async () => {
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

	it("may have only an alias as its topic", async () => {
		const topics = [];
		const host = await streaming({
			aliases: { receive: 1 },
			onMessage: ({ bytes, topicStart, topicEnd }) => topics.push(bytes.slice(topicStart, topicEnd)),
		});
		host.send('30 0A 00 03 "a/b" 03 23 00 01 "1" 30 24 00 00 03 23 00 01 "b"*30');
		deepEqual(topics, [hex('"a/b"'), hex('"a/b"'), hex('"a/b"')]);
	});
});
