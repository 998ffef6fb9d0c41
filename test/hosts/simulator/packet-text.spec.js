// Packets described in words, for the page of `mote-simulate --inspect`. The bytes are written by hand from the
// specification.
import assert from "node:assert/strict";
import { PacketStream } from "../../../build/hosts/simulator/launcher/window/packet-text.js";

const text = (string) => [...Buffer.from(string)];
const string = (value) => [0, value.length, ...text(value)];
const packet = (first, ...body) => [first, body.length, ...body];

/** The description of bytes, passed in pieces of `size`. */
function shown(bytes, { size = bytes.length, level = 4 } = {}) {
	const stream = new PacketStream();
	const packets = [];
	for (let at = 0; at < bytes.length; at += size)
		packets.push(...stream.take(Buffer.from(bytes.slice(at, at + size)), level));
	return packets.map((of) => `${of.name} ${of.text} (${of.size})`);
}

const CASES = [
	[
		"CONNECT",
		packet(0x10, ...string("MQTT"), 4, 0b110, 0, 60, ...string("d"), ...string("w"), ...string("x")),
		"CONNECT 3.1.1, d, keep alive 60 s, clean, with a will (21)",
	],
	[
		"CONNECT of 5.0",
		packet(0x10, ...string("MQTT"), 5, 0, 0, 0, 3, 0x21, 0, 9, ...string("d")),
		"CONNECT 5.0, d, keep alive 0 s (19)",
	],
	["CONNACK", packet(0x20, 1, 0), "CONNACK session present (4)"],
	["a CONNACK that refuses", packet(0x20, 0, 5), "CONNACK refused: 5 (4)"],
	["PUBLISH at QoS 0", packet(0x30, ...string("a/b"), ...text("21.5")), "PUBLISH a/b QoS 0: 21.5 (11)"],
	[
		"PUBLISH at QoS 1, sent again, retained",
		packet(0x3b, ...string("a"), 0, 7, ...text("on")),
		"PUBLISH a QoS 1 #7 retained again: on (9)",
	],
	["a payload that is no text", packet(0x30, ...string("a"), 0, 255), "PUBLISH a QoS 0: 00ff (7)"],
	[
		"PUBLISH of 5.0",
		packet(0x32, ...string("a"), 0, 7, 2, 1, 1, ...text("on")),
		"PUBLISH a QoS 1 #7, 2 bytes of properties: on (12)",
		5,
	],
	["PUBACK", packet(0x40, 0, 7), "PUBACK #7 (4)"],
	["PUBREC of 5.0 with a reason code", packet(0x50, 0, 7, 0x97), "PUBREC #7, code 151 (5)", 5],
	["SUBSCRIBE", packet(0x82, 0, 9, ...string("a/#"), 1, ...string("b"), 0), "SUBSCRIBE a/# QoS 1, b QoS 0 #9 (14)"],
	["SUBACK", packet(0x90, 0, 9, 1, 0x80), "SUBACK QoS 1, refused: 128 #9 (6)"],
	["UNSUBSCRIBE", packet(0xa2, 0, 9, ...string("a/#")), "UNSUBSCRIBE a/# #9 (9)"],
	["PINGREQ", packet(0xc0), "PINGREQ  (2)"],
	["DISCONNECT of 5.0", packet(0xe0, 4), "DISCONNECT code 4 (3)", 5],
	["a packet that ends within its fields", packet(0x82, 0, 9, 0, 200, 65), "SUBSCRIBE A QoS 0 #9 (7)"],
];

describe("Packets in words", () => {
	for (const [name, bytes, expected, level] of CASES)
		it(`${name}, however it is divided`, () => {
			for (let size = 1; size <= bytes.length; size++) assert.deepEqual(shown(bytes, { size, level }), [expected]);
		});

	it("two packets in one piece, and one that has more than 127 bytes", () => {
		const long = [0x30, 0x82, 0x01, ...string("a"), ...text("x".repeat(127))];
		assert.deepEqual(shown([...packet(0x40, 0, 1), ...long]), [
			"PUBACK #1 (4)",
			`PUBLISH a QoS 0: ${"x".repeat(80)}… (133)`,
		]);
	});

	it("packets in WebSocket frames, masked or not, however they are divided", () => {
		const request = text("GET /mqtt HTTP/1.1\r\nHost: a\r\n\r\n");
		const mask = [1, 2, 3, 4];
		const masked = [0x40, 0, 1, 2].map((_, i) => packet(0x40, 0, 1)[i] ^ mask[i]);
		// A ping in between, and a packet in two frames.
		const frames = [0x82, 0x84, ...mask, ...masked, 0x89, 0, 0x82, 3, 0x40, 2, 0, 0x80, 1, 2];
		for (let size = 1; size <= frames.length; size++)
			assert.deepEqual(shown([...request, ...frames], { size }), ["PUBACK #1 (4)", "PUBACK #2 (4)"]);
	});
});
