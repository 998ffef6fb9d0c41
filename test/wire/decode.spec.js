import {
	decodeAcknowledgement,
	decodeConnack,
	decodePublish,
	isServerPacket,
	Message,
	publishTemplate,
	TOPIC,
} from "mote-mqtt/wire";
import { deepEqual, equal, ok } from "../assert.js";
import { concat, guarded, hex } from "../bytes.js";
import { meaning } from "./feed.js";
import { MALFORMED_PACKETS, PACKETS } from "./server-packets.js";

/** bytes[start, end) as a packet that begins with `header`. */
function packet(header, bytes, start = 0, end = bytes.length) {
	return { header, bytes, start, end };
}

describe("isServerPacket", () => {
	it("accepts exactly the types and flags that a server may send [MQTT-2.2.2-1] [MQTT-2.2.2-2]", () => {
		// Tables 2.1 and 2.2; PUBLISH: QoS 0 without DUP, QoS 1 and 2 with and without [MQTT-3.3.1-2] [MQTT-3.3.1-4]
		const accepted = hex("20 30 31 32 33 34 35 3A 3B 3C 3D 40 50 62 70 90 B0 D0");
		for (let header = 0; header < 256; header++) {
			equal(isServerPacket(header), accepted.includes(header), `header ${header.toString(16)}`);
		}
	});
});

describe("Decoders", () => {
	it("read every packet that a server may send", () => {
		for (const [fixed, rest, says] of PACKETS) {
			const bytes = guarded(hex(rest));
			equal(meaning(packet(hex(fixed)[0], bytes)), says);
		}
	});

	it("read them wherever they lie, whatever surrounds them", () => {
		const zero = new Uint8Array(3);
		for (const [fixed, rest, says] of PACKETS) {
			const bytes = hex(rest);
			const header = hex(fixed)[0];
			equal(meaning(packet(header, concat(zero, bytes, zero), 3, 3 + bytes.length)), says);
			equal(meaning(packet(header, concat(hex("FF"), bytes, hex("FF FF")), 1, 1 + bytes.length)), says);
		}
	});

	it("refuse what is malformed behind a well-formed length", () => {
		let count = 0;
		for (const [notation, what] of MALFORMED_PACKETS) {
			const whole = hex(notation);
			if (whole[1] > 127) continue;
			equal(whole.length, 2 + whole[1], `bytes of the fixture: ${what}`);
			const bytes = guarded(whole.slice(2));
			equal(meaning(packet(whole[0], bytes)), "malformed", what);
			count++;
		}
		ok(count > 50);
	});

	it("refuse what is malformed although the bytes behind it would make it whole", () => {
		for (const [notation, what] of MALFORMED_PACKETS) {
			const whole = hex(notation);
			if (whole[1] > 127) continue;
			for (const behind of ["00 01 02 03", "80 80 80 80"]) {
				const bytes = concat(whole, hex(behind));
				equal(meaning(packet(whole[0], bytes, 2, whole.length)), "malformed", `${what}, then ${behind}`);
			}
		}
	});
});

describe("CONNACK", () => {
	it("gives every return code from 0 to 5, and whether a session is present with 0 [MQTT-3.2.2-4] [MQTT-3.2.2-6]", () => {
		const bytes = new Uint8Array(2);
		const connack = packet(0x20, bytes);
		for (let flags = 0; flags < 256; flags++) {
			for (let code = 0; code < 256; code++) {
				bytes[0] = flags;
				bytes[1] = code;
				const expected = flags === 0 && code <= 5 ? code : flags === 1 && code === 0 ? 256 : -1;
				const actual = decodeConnack(connack);
				if (actual !== expected) equal(actual, expected, `${flags} ${code}`);
			}
		}
	});
});

describe("SUBACK", () => {
	it("has return codes 0, 1, 2 and 80 only [MQTT-3.9.3-2]", () => {
		const bytes = hex("12 34 00 00");
		for (let at = 2; at < 4; at++) {
			for (let code = 0; code < 256; code++) {
				bytes[at] = code;
				equal(
					decodeAcknowledgement(packet(0x90, bytes)),
					code <= 2 || code === 0x80 ? 0x1234 : 0,
					`code ${code} at ${at}`,
				);
			}
			bytes[at] = 0;
		}
	});
});

describe("A Packet Identifier", () => {
	it("is two bytes, most significant first, and not 0 [MQTT-2.3.1-1]", () => {
		for (const [notation, identifier] of [
			["00 00", 0],
			["00 01", 1],
			["00 FF", 255],
			["01 00", 256],
			["12 34", 0x1234],
			["80 00", 32_768],
			["FF FF", 65_535],
		]) {
			for (const header of [0x40, 0xb0]) {
				equal(decodeAcknowledgement(packet(header, guarded(hex(notation)))), identifier, notation);
			}
			equal(decodeAcknowledgement(packet(0x90, guarded(hex(`${notation} 01`)))), identifier, notation);
		}
	});

	it("is all there is in a PUBACK and an UNSUBACK", () => {
		const bytes = hex("12 34 01 01");
		for (const header of [0x40, 0xb0]) {
			for (let end = 0; end <= 4; end++) {
				equal(decodeAcknowledgement(packet(header, bytes, 0, end)), end === 2 ? 0x1234 : 0, `${header}, ${end} bytes`);
			}
		}
	});
});

describe("Message", () => {
	it("has all fields of a PUBLISH", () => {
		const message = new Message(new Uint8Array(0));
		const bytes = hex(`FF FF 00 03 "a/b" 12 34 "hello" FF`);
		equal(decodePublish(packet(0x3b, bytes, 2, 14), message, false), true);
		equal(message.QoS, 1);
		equal(message.retain, true);
		equal(message.duplicate, true);
		equal(message.identifier, 0x1234);
		equal(message.bytes, bytes);
		equal(message.start, 9);
		equal(message.end, 14);
		equal(message.offset, 0);
		equal(message.total, 5);
		equal(message.topicStart, 4);
		equal(message.topicEnd, 7);
		equal(message.topic, "a/b");
		deepEqual(message.payload, hex(`"hello"`));
		equal(message.text, "hello");
	});

	it("keeps nothing of the PUBLISH before", () => {
		const message = new Message(new Uint8Array(0));
		const first = hex(`00 03 "a/b" 12 34 "hello"`);
		equal(decodePublish(packet(0x3b, first, 0, first.length), message, false), true);
		message.offset = 7;
		message.total = 99;
		const second = hex(`00 01 "t"`);
		equal(decodePublish(packet(0x30, second, 0, second.length), message, false), true);
		equal(message.QoS, 0);
		equal(message.retain, false);
		equal(message.duplicate, false);
		equal(message.identifier, 0);
		equal(message.offset, 0);
		equal(message.total, 0);
		equal(message.topic, "t");
		equal(message.text, "");
		deepEqual(message.payload, new Uint8Array(0));
	});

	it("has no topic and no payload where a PUBLISH is the head of a larger one whose topic was not kept", () => {
		const message = new Message(new Uint8Array(0));
		const bytes = guarded(hex("00 00 12 34"));
		equal(decodePublish(packet(0x32, bytes, 0, 4), message, true), true);
		equal(message.identifier, 0x1234);
		equal(message.topicEnd - message.topicStart, 0);
		equal(message.end - message.start, 0);
		equal(decodePublish(packet(0x30, bytes, 0, 2), message, true), true);
		equal(message.identifier, 0);
	});

	it("refuses the head of a larger PUBLISH as it refuses a whole one", () => {
		const message = new Message(new Uint8Array(0));
		const heads = [
			[0x32, `00 03 "a/b" 00 00`, "identifier 0 [MQTT-2.3.1-1]"],
			[0x32, "00 00 00 00", "identifier 0, the topic not kept [MQTT-2.3.1-1]"],
			[0x30, `00 03 "a/#"`, "a wildcard [MQTT-3.3.2-2]"],
			[0x30, "00 03 61 00 62", "U+0000 [MQTT-1.5.3-2]"],
			[0x30, "00 03 ED A0 80", "a surrogate [MQTT-1.5.3-1]"],
			[0x32, `00 03 "a/b"`, "no identifier [MQTT-2.3.1-1]"],
		];
		for (const [header, notation, what] of heads) {
			const bytes = guarded(hex(notation));
			equal(decodePublish(packet(header, bytes, 0, bytes.length), message, true), false, what);
		}
		const good = guarded(hex(`00 03 "a/b" 12 34`));
		equal(decodePublish(packet(0x32, good, 0, good.length), message, true), true);
		equal(message.topic, "a/b");
		equal(message.identifier, 0x1234);
	});

	it("compares its topic with bytes, whatever surrounds it", () => {
		const message = new Message(new Uint8Array(0));
		const bytes = hex(`00 07 "abc/def" "g"`);
		equal(decodePublish(packet(0x30, bytes, 0, bytes.length), message, false), true);
		equal(message.topicIs(hex(`"abc/def"`), 0), true);
		for (const other of ["abc/de", "bc/def", "abc/defg", "abc/dex", "xbc/def", "abcxdef", "ABC/DEF", "a", ""]) {
			equal(message.topicIs(hex(`"${other}"`), 0), false, other);
		}
		equal(message.topicIs(hex(`07 "abc/def"`), 0), false);
	});

	it("compares its topic with what a longer array ends with", () => {
		const message = new Message(new Uint8Array(0));
		const bytes = hex(`00 03 "a/b" "x"`);
		equal(decodePublish(packet(0x30, bytes, 0, bytes.length), message, false), true);
		equal(message.topicIs(hex(`30 00 00 03 "a/b"`), 4), true);
		equal(message.topicIs(hex(`"a/b"`), 0), true);
		equal(message.topicIs(hex(`"a/b" 00 00 00 00`), 0), false);
		equal(message.topicIs(hex(`30 00 00 03 "a/c"`), 4), false);
		equal(message.topicIs(hex(`30 00 00 03 "a/b"`), 3), false);
		equal(message.topicIs(hex(`30 00 00 03 "a/b"`), 5), false);
	});

	it("compares its topic with the one that PUBLISH packets are made from", () => {
		const message = new Message(new Uint8Array(0));
		const bytes = hex(`00 03 "a/b" "x"`);
		equal(decodePublish(packet(0x30, bytes), message, false), true);
		equal(message.topicIs(publishTemplate(hex(`"a/b"`), 1, true), TOPIC), true);
		equal(message.topicIs(publishTemplate(hex(`"a/c"`), 1, true), TOPIC), false);
	});

	it("gives a copy of its payload, which stays when the buffer is written again", () => {
		const message = new Message(new Uint8Array(0));
		const bytes = hex(`00 01 "t" "hello"`);
		decodePublish(packet(0x30, bytes, 0, bytes.length), message, false);
		const { payload } = message;
		bytes.fill(0);
		deepEqual(payload, hex(`"hello"`));
	});

	it("gives its payload as text, U+FFFD for what is not UTF-8, U+FEFF and U+0000 kept [MQTT-1.5.3-3]", () => {
		const message = new Message(new Uint8Array(0));
		for (const [notation, text] of [
			["E2 82 AC", "\u20ac"],
			["EF BB BF 61", "\ufeffa"],
			["61 00 62", "a\u0000b"],
			["61 FF 62", "a\ufffdb"],
			["F0 9F 98 80", "\u{1f600}"],
		]) {
			const bytes = hex(`00 01 "t" ${notation}`);
			equal(decodePublish(packet(0x30, bytes, 0, bytes.length), message, false), true);
			equal(message.text, text, notation);
		}
	});

	it("gives its topic as text, U+FEFF kept [MQTT-1.5.3-3]", () => {
		const message = new Message(new Uint8Array(0));
		const bytes = hex("00 08 EF BB BF 2F F0 9F 98 80 61");
		equal(decodePublish(packet(0x30, bytes, 0, bytes.length), message, false), true);
		equal(message.topic, "\ufeff/\u{1f600}");
		equal(message.text, "a");
	});

	it("has no identifier at QoS 0: those bytes belong to the payload [MQTT-2.3.1-5]", () => {
		const message = new Message(new Uint8Array(0));
		const bytes = hex(`00 01 "t" 00 00 "x"`);
		equal(decodePublish(packet(0x30, bytes, 0, bytes.length), message, false), true);
		equal(message.identifier, 0);
		deepEqual(message.payload, hex(`00 00 "x"`));
	});
});
