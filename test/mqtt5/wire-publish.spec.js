import { deepEqual, equal } from "../assert.js";
import { hex } from "../bytes.js";
import { Host5 } from "./host.js";
import { listed, packet } from "./packet.js";

/** Every property that PUBLISH may have (table 2-4) except a topic alias. Those that may be repeated are. */
const ALL = `01 01 02 00 00 00 3C 03 00 03 "txt" 08 00 03 "r/s" 09 00 02 00 FF 0B 01 0B FF FF FF 7F
	26 00 01 "k" 00 01 "v" 26 00 01 "k" 00 02 C3 A9`;
const LISTED = "1=1 2=60 3=txt 8=r/s 9 00 FF 11=1 11=268435455 38 k=v 38 k=é";

describe("PUBLISH of 5.0", () => {
	it("has all its properties in onMessage, at every split, and is acknowledged", async () => {
		const bytes = hex(packet("32", '00 03 "a/b" 12 34', ALL, '"hi"'));
		for (let first = 1; first < bytes.length; first++) {
			await undefined;
			const host = new Host5();
			host.online({
				onMessage(message) {
					// What is read here is still in the buffer when send() returns.
					equal(message.topic, "a/b");
					host.log.push(message.end - message.start);
				},
			});
			host.send(bytes.slice(0, first));
			host.happened();
			host.send(bytes.slice(first));
			host.happened(2);
			equal(listed(host.made.properties), LISTED);
			host.sent("40 02 12 34");
			host.made.close();
		}
	});

	it("at QoS 0 with DUP, which some servers set, is handled as any other [MQTT-3.3.1-2]", async () => {
		await undefined;
		const host = new Host5();
		host.online({ onMessage: ({ text, retain, duplicate }) => host.log.push(text, retain, duplicate) });
		host.send('38 05 00 01 "a" 00 "b" 39 05 00 01 "a" 00 "c"');
		host.happened("b", false, false, "c", true, false);
		host.sent();
	});

	it("may come byte by byte, and with others in a segment", async () => {
		await undefined;
		const host = new Host5();
		const identifiers = [];
		host.online({
			onMessage() {
				const { properties } = host.made;
				while (properties.next()) identifiers.push(properties.identifier);
				identifiers.push(0);
			},
		});
		const bytes = hex(packet("30", '00 01 "a"', ALL, '"hi"'));
		host.sendPieces(bytes, 1);
		deepEqual(identifiers.splice(0), [1, 2, 3, 8, 9, 11, 11, 38, 38, 0]);
		host.send(
			'30 05 00 01 "a" 00 "1" 30 07 00 01 "b" 02 01 00 "2" 32 07 00 01 "c" 00 09 00 "3" 30 06 00 01 "d" 02 0B 05',
		);
		deepEqual(identifiers, [0, 1, 0, 0, 11, 0]);
		host.sent("40 02 00 09");
	});

	it("has the values of its first byte, and its payload", async () => {
		await undefined;
		const host = new Host5();
		host.online();
		host.send('31 05 00 01 "a" 00 "b" 3A 07 00 01 "a" 00 01 00 "b" 3B 07 00 01 "a" FF FF 00 "b" 30 04 00 01 "a" 00');
		host.happened(
			"message a: b, retain",
			"message a: b, QoS 1, identifier 1, duplicate",
			"message a: b, QoS 1, identifier 65535, retain, duplicate",
			"message a: ",
		);
		host.sent("40 02 00 01", "40 02 FF FF");
	});

	it("may have more properties than one byte of length can count", async () => {
		await undefined;
		const host = new Host5();
		let seen;
		host.online({
			buffers: { send: 64, receive: 300, unacknowledged: 64 },
			onMessage: (message) => {
				const { properties } = host.made;
				seen = [properties.find(3), properties.end - properties.start, message.end - message.start];
			},
		});
		host.send('30 D5 01 00 01 "a" CD 01 03 00 C8 "t"*200 01 01 "xyz"');
		deepEqual(seen, [true, 200, 3]);
	});

	it("has any payload after the properties: as a copy, as text, and as bytes in place", async () => {
		await undefined;
		const host = new Host5();
		let copy;
		host.online({
			onMessage(message) {
				copy = message.payload;
				equal(message.offset, 0);
				equal(message.total, 4);
			},
		});
		host.send('30 0A 00 01 "a" 02 01 00 00 FF 80 0A');
		deepEqual(copy, hex("00 FF 80 0A"));
	});

	it("with an alias for its topic may omit the topic from then on [MQTT-3.3.2-10]", async () => {
		await undefined;
		const host = new Host5();
		host.online({ aliases: { receive: 2 } });
		host.send('30 0A 00 03 "a/b" 03 23 00 01 "1" 30 09 00 02 "cd" 03 23 00 02 "2"');
		host.send('30 07 00 00 03 23 00 01 "3" 30 07 00 00 03 23 00 02 "4"');
		host.send('30 07 00 01 "e" 02 01 00 "5" 30 08 00 01 "f" 03 23 00 01 "6"');
		host.send('30 07 00 00 03 23 00 01 "7" 32 09 00 00 00 05 03 23 00 02 "8"');
		host.happened(
			"message a/b: 1",
			"message cd: 2",
			"message a/b: 3",
			"message cd: 4",
			"message e: 5",
			"message f: 6",
			"message f: 7",
			"message cd: 8, QoS 1, identifier 5",
		);
	});
});
