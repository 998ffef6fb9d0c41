// Frames written from the text of RFC 6455, section 5. Each title begins with the number of its section.

/** Close frames that a client sends: the first byte, and the notation of the payload. */
export const PROTOCOL_ERROR = [0x88, "03 EA"];
export const UNSUPPORTED_DATA = [0x88, "03 EB"];

/** Valid frames: a title, the server's bytes, the payload that arrives, and the frames that answer. */
export const RIGHT = [
	["5.6: a binary message", '82 03 "abc"', '"abc"'],
	["5.6: several messages in a row", '82 01 "a" 82 02 "bc" 82 01 "d"', '"abcd"'],
	["5.2: a message of no bytes", '82 00 82 01 "a" 82 00', '"a"'],
	["5.2: the longest payload with a length of one byte", '82 7D "a"*125', '"a"*125'],
	["5.2: the shortest payload with a length of two bytes", '82 7E 00 7E "a"*126', '"a"*126'],
	["5.2: a length of two bytes, most significant byte first", '82 7E 01 02 "a"*258 82 01 "b"', '"a"*258 "b"'],
	["5.4: a message in two fragments", '02 01 "a" 80 01 "b"', '"ab"'],
	["5.4: a message in many fragments", '02 01 "a" 00 01 "b" 00 01 "c" 80 01 "d" 82 01 "e"', '"abcde"'],
	["5.4: fragments of no bytes", '02 00 00 00 00 01 "a" 80 00 82 01 "b"', '"ab"'],
	["5.4: long fragments", '02 7E 00 7E "a"*126 80 7E 00 80 "b"*128', '"a"*126 "b"*128'],
	["5.5.2: a ping, answered by a pong", "89 00", "", [0x8a, ""]],
	["5.5.3: a ping, answered with the same payload", '89 03 "abc"', "", [0x8a, '"abc"']],
	["5.5: a ping of 125 bytes", '89 7D "a"*125', "", [0x8a, '"a"*125']],
	["5.5.2: two pings, each answered if there is room", '89 01 "a" 89 01 "b"', "", [0x8a, '"a"'], [0x8a, '"b"']],
	["5.4: a ping between fragments", '02 01 "a" 89 01 "x" 80 01 "b"', '"ab"', [0x8a, '"x"']],
	["5.4: a ping before the first message and after it", '89 00 82 01 "a" 89 00', '"a"', [0x8a, ""], [0x8a, ""]],
	["5.5.3: an unsolicited pong", '8A 00 82 01 "a" 8A 03 "xyz" 82 01 "b"', '"ab"'],
	["5.5.3: a pong between fragments", '02 01 "a" 8A 7D "x"*125 80 01 "b"', '"ab"'],
	[
		"5.2: a message of 300 bytes, and the frames after it",
		'82 7E 01 2C "a"*300 89 01 "x" 82 01 "b"',
		'"a"*300 "b"',
		[0x8a, '"x"'],
	],
];

/** Invalid and closing frames: a title, the server's bytes, the error, and the frame that answers. */
export const WRONG = [
	["5.2: RSV1", "C2 00", "a frame with reserved bits", PROTOCOL_ERROR],
	["5.2: RSV2", "A2 00", "a frame with reserved bits", PROTOCOL_ERROR],
	["5.2: RSV3", "92 00", "a frame with reserved bits", PROTOCOL_ERROR],
	["5.2: RSV1 of a control frame", "C9 00", "a frame with reserved bits", PROTOCOL_ERROR],
	...[3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map((opcode) => [
		`5.2: opcode ${opcode}`,
		`8${"0123456789ABCDEF"[opcode]} 00`,
		"a frame of an unknown type",
		PROTOCOL_ERROR,
	]),
	["5.1: a masked frame", '82 81 00 00 00 00 "a"', "a masked frame", PROTOCOL_ERROR],
	["5.1: a masked ping", "89 80 00 00 00 00", "a masked frame", PROTOCOL_ERROR],
	["MQTT 6: a text frame", '81 01 "a"', "a text frame", UNSUPPORTED_DATA],
	["MQTT 6: a text frame of no bytes", "81 00", "a text frame", UNSUPPORTED_DATA],
	["MQTT 6: the first fragment of text", '01 01 "a"', "a text frame", UNSUPPORTED_DATA],
	["5.5: a ping of 126 bytes", '89 7E 00 7E "a"*126', "a control frame that is too long or fragmented", PROTOCOL_ERROR],
	["5.5: a ping in the longest form", "89 7F", "a control frame that is too long or fragmented", PROTOCOL_ERROR],
	["5.5: a ping in fragments", "09 00", "a control frame that is too long or fragmented", PROTOCOL_ERROR],
	["5.5: a close frame in fragments", "08 00", "a control frame that is too long or fragmented", PROTOCOL_ERROR],
	[
		"5.4: a final continuation frame without a first fragment",
		'80 01 "a"',
		"fragments of a message out of order",
		PROTOCOL_ERROR,
	],
	[
		"5.4: a continuation frame without a first fragment",
		'00 01 "a"',
		"fragments of a message out of order",
		PROTOCOL_ERROR,
	],
	["5.2: a length of two bytes where one is enough", '82 7E 00 7D "a"*125', "a malformed frame length", PROTOCOL_ERROR],
	["5.2: a length of 0 in two bytes", "82 7E 00 00", "a malformed frame length", PROTOCOL_ERROR],
	[
		"5.2: a length of eight bytes where two are enough",
		"82 7F 00 00 00 00 00 00 FF FF",
		"a malformed frame length",
		PROTOCOL_ERROR,
	],
	[
		"5.2: a length of eight bytes where one is enough",
		"82 7F 00 00 00 00 00 00 00 01",
		"a malformed frame length",
		PROTOCOL_ERROR,
	],
	[
		"5.2: a length of eight bytes whose first bit is set",
		"82 7F 80 00 00 00 00 01 00 00",
		"a malformed frame length",
		PROTOCOL_ERROR,
	],
	[
		"5.2: a length of eight bytes with all bits set",
		"82 7F FF FF FF FF FF FF FF FF",
		"a malformed frame length",
		PROTOCOL_ERROR,
	],
	["5.5.1: a close frame, answered by a close frame", "88 02 03 E8", "closed by the server: 1000", [0x88, "03 E8"]],
	["5.5.1: with its code", '88 07 03 E9 "a bc\u0001"', "", [0x88, "03 E9"]],
	["5.5.1: a close frame without a code", "88 00", "closed by the server: no code", [0x88, ""]],
	["5.5.1: a close frame of one byte", "88 01 03", "a malformed close frame", PROTOCOL_ERROR],
	...[0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535].map((code) => [
		`7.4: a close frame with the code ${code}`,
		`88 02 ${hexOf(code)}`,
		"a malformed close frame",
		PROTOCOL_ERROR,
	]),
	...[1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999].map((code) => [
		`7.4: a close frame with the code ${code}`,
		`88 02 ${hexOf(code)}`,
		`closed by the server: ${code}`,
		[0x88, hexOf(code)],
	]),
].filter(([, , detail]) => detail);

function hexOf(code) {
	return code.toString(16).toUpperCase().padStart(4, "0").replace(/^../, "$& ");
}
