import { deepEqual, equal } from "../assert.js";
import { hex } from "../bytes.js";
import { Host } from "../mqtt311/host.js";
import { decodeConnack311, isSame } from "./wire.js";

describe("CONNACK", () => {
	it("is decoded to its return code, also a reserved one, and with return code 0 to Session Present [MQTT-3.2.2-4] [MQTT-3.2.2-6]", () => {
		const bytes = hex("FF 00 00 FF");
		for (let flags = 0; flags < 256; flags++) {
			for (let code = 0; code < 256; code++) {
				bytes[1] = flags;
				bytes[2] = code;
				const expected = flags === 0 ? code : flags === 1 && code === 0 ? 256 : -1;
				const actual = decodeConnack311(bytes, 1, 3);
				if (actual !== expected) equal(actual, expected, `${flags} ${code}`);
			}
		}
	});
});

describe("SUBACK", () => {
	it("has only the return codes 00, 01, 02 and 80 [MQTT-3.9.3-2]", () => {
		const host = new Host();
		for (let at = 0; at < 2; at++) {
			for (let code = 0; code < 256; code++) {
				const client = host.online({ reconnect: false });
				client.subscribe(["a", "b"]);
				const suback = hex("90 04 FF FF 00 00");
				suback[4 + at] = code;
				host.send(suback);
				if (code <= 2 || code === 0x80) {
					const lines = ["subscribed a 0", "subscribed b 0", "settled"];
					lines[at] = `subscribed ${"ab"[at]} ${code}`;
					host.happened(...lines);
					client.close();
				} else host.happened("malformedPacket");
			}
		}
	});
});

describe("A Packet Identifier", () => {
	it("is two bytes, most significant byte first, and not 0 [MQTT-2.3.1-1]", () => {
		for (const [notation, identifier] of [
			["00 00", 0],
			["00 01", 1],
			["00 FF", 255],
			["01 00", 256],
			["12 34", 0x1234],
			["80 00", 32_768],
			["FF FF", 65_535],
		]) {
			const host = new Host();
			let actual = 0;
			host.online({
				onMessage(message) {
					actual = message.identifier;
				},
			});
			host.send(`32 05 00 01 "a" ${notation}`);
			equal(actual, identifier, notation);
			equal(host.socket.closed, identifier === 0, notation);
			if (!identifier) continue;
			host.sent(`40 02 ${notation}`);
			// Acknowledgements with these identifiers, which are not in use any more, are ignored.
			host.send(`40 02 ${notation} B0 02 ${notation} 90 03 ${notation} 01`);
			host.happened();
		}
	});
});

describe("A message", () => {
	/** Receives the PUBLISH in `notation` and calls `check` with the message. */
	function receives(notation, check, options) {
		const host = new Host();
		let count = 0;
		host.online({
			...options,
			onMessage(message) {
				count++;
				check(message);
			},
		});
		host.send(notation);
		equal(count, 1, notation);
		return host;
	}

	it("has all fields of its PUBLISH", () => {
		receives('3B 0C 00 03 "a/b" 12 34 "hello"', (message) => {
			const { bytes, start, end, topicStart, topicEnd } = message;
			equal(message.QoS, 1);
			equal(message.retain, true);
			equal(message.duplicate, true);
			equal(message.identifier, 0x1234);
			deepEqual(bytes.slice(start, end), hex('"hello"'));
			deepEqual(bytes.slice(topicStart, topicEnd), hex('"a/b"'));
			equal(message.offset, 0);
			equal(message.total, 5);
			equal(message.topic, "a/b");
			deepEqual(message.payload, hex('"hello"'));
			equal(message.text, "hello");
		});
	});

	it("has no values of the message before it, even if that one arrived in pieces", () => {
		const host = new Host();
		host.online({ oversize: "stream", buffers: { receive: 32 } });
		host.send('3B 0C 00 03 "a/b" 12 34 "hello" 3B 2C 00 03 "a/b" 12 34 "hello" "o"*32');
		host.made.onMessage = (message) => {
			equal(message.QoS, 0);
			equal(message.retain, false);
			equal(message.duplicate, false);
			equal(message.identifier, 0);
			equal(message.offset, 0);
			equal(message.total, 0);
			equal(message.topic, "t");
			equal(message.text, "");
			deepEqual(message.payload, new Uint8Array(0));
			host.log.push("checked");
		};
		host.log.length = 0;
		host.send('30 03 00 01 "t"');
		host.happened("checked");
	});

	it("can be compared with a topic of the client, whatever bytes are around its Topic Name", () => {
		const host = new Host();
		const client = host.online();
		const same = [client.topic("abc/def"), client.topic("abc/def", { QoS: 1, retain: true })];
		const others = [];
		for (const name of ["abc/de", "bc/def", "abc/defg", "abc/dex", "xbc/def", "abcxdef", "ABC/DEF", "a"])
			others.push(client.topic(name, { QoS: 1 }));
		client.onMessage = (message) => {
			for (const topic of same) equal(topic.is(message), true);
			for (const topic of others) equal(topic.is(message), false);
			host.log.push("checked");
		};
		host.send('30 0A 00 07 "abc/def" "g" 32 0C 00 07 "abc/def" 00 07 "g"');
		host.happened("checked", "checked");
	});

	it("can be compared with bytes at any place in a longer array", () => {
		const bytes = hex('00 "abc" 00');
		equal(isSame(bytes, 1, 4, hex('30 00 00 03 "abc"'), 4), true);
		equal(isSame(bytes, 1, 4, hex('"abc"'), 0), true);
		equal(isSame(bytes, 1, 4, hex('"abcd"'), 0), true);
		equal(isSame(bytes, 1, 4, hex('30 00 00 03 "abd"'), 4), false);
		equal(isSame(bytes, 1, 4, hex('30 00 00 03 "xbc"'), 4), false);
		equal(isSame(bytes, 1, 4, hex('30 00 00 03 "abc"'), 3), false);
		equal(isSame(bytes, 1, 4, hex('30 00 00 03 "abc"'), 5), false);
		equal(isSame(bytes, 2, 2, hex("00"), 0), true);
	});

	it("gives a copy of its payload, which stays the same when the buffer is used again", () => {
		let payload;
		const host = receives('30 08 00 01 "t" "hello"', (message) => {
			payload ??= message.payload;
		});
		host.made.onMessage = undefined;
		host.send('30 08 00 01 "t" FF FF FF FF FF');
		deepEqual(payload, hex('"hello"'));
	});

	it("gives its payload as text, with U+FFFD for ill-formed UTF-8, and with U+FEFF and U+0000 kept [MQTT-1.5.3-3]", () => {
		for (const [notation, text] of [
			["03 00 01 74 E2 82 AC", "\u20ac"],
			["04 00 01 74 EF BB BF 61", "\ufeffa"],
			["03 00 01 74 61 00 62", "a\u0000b"],
			["03 00 01 74 61 FF 62", "a\ufffdb"],
			["04 00 01 74 F0 9F 98 80", "\u{1f600}"],
		]) {
			const packet = hex(`30 ${notation}`);
			packet[1] += 3;
			receives(packet, (message) => equal(message.text, text, notation));
		}
	});

	it("gives its topic as text, with U+FEFF kept [MQTT-1.5.3-3]", () => {
		receives("30 0B 00 08 EF BB BF 2F F0 9F 98 80 61", (message) => {
			equal(message.topic, "\ufeff/\u{1f600}");
			equal(message.text, "a");
		});
	});

	it("has no identifier at QoS 0: the bytes after its topic are the payload [MQTT-2.3.1-5]", () => {
		receives('30 06 00 01 "t" 00 00 "x"', (message) => {
			equal(message.identifier, 0);
			deepEqual(message.payload, hex('00 00 "x"'));
		});
	});
});
