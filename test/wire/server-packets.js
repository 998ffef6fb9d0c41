// Packets that a server may send, written by hand from the specification.

/**
 * For a client without unacknowledged packets: the packet, then the expected callbacks and answers. Topic Names and payloads are
 * in hexadecimal.
 */
export const PACKETS = [
	// Section 3.3, PUBLISH
	[`30 07 00 03 "a/b" "hi"`, "PUBLISH QoS 0, 61 2F 62: 68 69"],
	[`31 07 00 03 "a/b" "hi"`, "PUBLISH QoS 0 RETAIN, 61 2F 62: 68 69"],
	// DUP at QoS 0 [MQTT-3.3.1-2]: some brokers set this flag
	[`38 07 00 03 "a/b" "hi"`, "PUBLISH QoS 0, 61 2F 62: 68 69"],
	[`39 07 00 03 "a/b" "hi"`, "PUBLISH QoS 0 RETAIN, 61 2F 62: 68 69"],
	[`32 09 00 03 "a/b" 00 0A "hi"`, "PUBLISH QoS 1 identifier 10, 61 2F 62: 68 69", "40 02 00 0A"],
	[`33 09 00 03 "a/b" 12 34 "hi"`, "PUBLISH QoS 1 identifier 4660 RETAIN, 61 2F 62: 68 69", "40 02 12 34"],
	[`3A 09 00 03 "a/b" FF FF "hi"`, "PUBLISH QoS 1 identifier 65535 DUP, 61 2F 62: 68 69", "40 02 FF FF"],
	[`3B 09 00 03 "a/b" 00 01 "hi"`, "PUBLISH QoS 1 identifier 1 DUP RETAIN, 61 2F 62: 68 69", "40 02 00 01"],
	// With PUBREL, so that the same PUBLISH may be sent again
	[
		`34 09 00 03 "a/b" 01 00 "hi" 62 02 01 00`,
		"PUBLISH QoS 2 identifier 256, 61 2F 62: 68 69",
		"50 02 01 00",
		"70 02 01 00",
	],
	[
		`3D 09 00 03 "a/b" 00 FF "hi" 62 02 00 FF`,
		"PUBLISH QoS 2 identifier 255 DUP RETAIN, 61 2F 62: 68 69",
		"50 02 00 FF",
		"70 02 00 FF",
	],
	[`30 05 00 03 "a/b"`, "PUBLISH QoS 0, 61 2F 62: "],
	[`32 07 00 03 "a/b" 00 0A`, "PUBLISH QoS 1 identifier 10, 61 2F 62: ", "40 02 00 0A"],
	[`30 03 00 01 "t"`, "PUBLISH QoS 0, 74: "],
	[`30 05 00 01 "t" 00 FF`, "PUBLISH QoS 0, 74: 00 FF"],
	[`30 07 00 01 "t" 00 00 "x" 00`, "PUBLISH QoS 0, 74: 00 00 78 00"],
	["30 09 00 07 EF BB BF F0 9F 98 80", "PUBLISH QoS 0, EF BB BF F0 9F 98 80: "],
	// Sections 3.4 to 3.7, 3.9 and 3.11: acknowledgements with identifiers that are not in use any more
	["40 02 00 0A"],
	["40 02 FF FF"],
	["50 02 01 00", "62 02 01 00"],
	["62 02 00 FE", "70 02 00 FE"],
	["70 02 00 01"],
	["90 03 00 0A 00"],
	["90 03 00 0A 80"],
	["90 06 12 34 00 01 02 80"],
	["B0 02 00 0A"],
	// Section 3.13, PINGRESP
	["D0 00"],
];

/** For a client that has sent the packets of sendRequests(): each packet, then the expected callbacks and answers. */
export const ANSWERS = [
	["90 03 FF FF 80", "s: 128", "82 12 FF FF 00 01 31 02 00 01 32 02 00 01 33 02 00 01 34 02"],
	["50 02 00 02", "62 02 00 02"],
	["40 02 00 01"],
	["B0 02 00 01"],
	["70 02 00 02"],
	["90 06 FF FF 00 01 02 80", "1: 0", "2: 1", "3: 2", "4: 128", "A2 08 FF FF 00 01 75 00 01 76"],
	["B0 02 FF FF", "u: unsubscribed", "v: unsubscribed"],
	["50 02 00 03", "62 02 00 03"],
	["70 02 00 03", "settled"],
];

/** Sends messages with identifier 1 at QoS 1, 2 and 3 at QoS 2. Two SUBSCRIBEs and an UNSUBSCRIBE follow, one at a time. */
export function sendRequests(client) {
	client.topic("q", { QoS: 1 }).publish("1");
	const two = client.topic("q", { QoS: 2 });
	two.publish("2");
	two.publish("3");
	client.subscribe("s", { QoS: 1 });
	client.subscribe(["1", "2", "3", "4"], { QoS: 2 });
	client.unsubscribe(["u", "v"]);
}

/** A PUBLISH whose Remaining Length takes two bytes: 3 + 125 = 128. */
export const LONG = [
	`30 80 01 00 01 "t" "p"*125`,
	"PUBLISH QoS 0, 74: 70 70 70 70 70 70 70 70 70 70 70 70 70 70 70 70 70 70 70 70 70 70 70 70 70 70 70 70 70 70 70 70 70 70 70 70 70 70 70 70 70 70 70 70 70 70 70 70 ... (125 bytes) 70 70 70 70 70 70 70 70",
];

/** Packets that a connected client must refuse. These bytes are enough to refuse them, so the client must not wait for more. */
export const MALFORMED_PACKETS = [
	// Remaining Length (section 2.2.3): longer forms than needed, and more than four bytes
	["40 80 00", "PUBACK with length 0 in two bytes"],
	["40 82 00 00 0A", "PUBACK with length 2 in two bytes"],
	["D0 80 80 00", "PINGRESP with length 0 in three bytes"],
	[`30 84 80 00 00 01 "t" "x"`, "PUBLISH with length 4 in three bytes"],
	["40 82 80 80 00 00 0A", "PUBACK with length 2 in four bytes"],
	["30 80 80 80 80 01", "PUBLISH with a length of five bytes"],
	["30 FF FF FF FF 7F", "PUBLISH with the largest length of five bytes"],
	["D0 FF FF FF FF", "PINGRESP with a length that does not end"],
	// Types (table 2.1): reserved type 15, and types that only a client sends; type 0 is in malformed.spec.js
	["F0 00", "type 15"],
	["F0 02 00 0A", "type 15 with two bytes"],
	[`10 0C 00 04 "MQTT" 04 02 00 00 00 00`, "CONNECT"],
	["82 06 FF FF 00 01 61 00", "SUBSCRIBE"],
	["A2 05 FF FF 00 01 61", "UNSUBSCRIBE"],
	["C0 00", "PINGREQ"],
	["E0 00", "DISCONNECT"],
	// Flags (table 2.2) [MQTT-2.2.2-2]
	["42 02 00 0A", "PUBACK with flags 0010"],
	["51 02 00 0A", "PUBREC with flags 0001"],
	["60 02 00 0A", "PUBREL with flags 0000 [MQTT-3.6.1-1]"],
	["63 02 00 0A", "PUBREL with flags 0011 [MQTT-3.6.1-1]"],
	["72 02 00 0A", "PUBCOMP with flags 0010"],
	["92 03 00 0A 00", "SUBACK with flags 0010"],
	["B2 02 00 0A", "UNSUBACK with flags 0010"],
	["D4 00", "PINGRESP with flags 0100"],
	// PUBLISH, flags
	[`36 09 00 03 "a/b" 00 0A "hi"`, "PUBLISH with both QoS bits set [MQTT-3.3.1-4]"],
	[`3F 09 00 03 "a/b" 00 0A "hi"`, "PUBLISH with all flags set [MQTT-3.3.1-4]"],
	// PUBLISH, fields
	["30 00", "PUBLISH of no bytes [MQTT-3.3.2-1]"],
	["30 01 00", "PUBLISH of half a topic's length [MQTT-3.3.2-1]"],
	["30 02 00 00", "PUBLISH with an empty topic [MQTT-4.7.3-1]"],
	["30 04 00 00 68 69", "PUBLISH with an empty topic and a payload [MQTT-4.7.3-1]"],
	["32 04 00 00 00 0A", "PUBLISH of QoS 1 with an empty topic [MQTT-4.7.3-1]"],
	["30 02 00 01", "PUBLISH with a topic one byte longer than the packet"],
	["30 04 00 03 61 2F", "PUBLISH with a topic cut off"],
	["30 05 01 03 61 2F 62", "PUBLISH with a topic 256 bytes longer than the packet"],
	["30 05 FF FF 61 2F 62", "PUBLISH with the longest topic in a short packet"],
	[`32 05 00 03 "a/b"`, "PUBLISH of QoS 1 without an identifier [MQTT-2.3.1-1]"],
	[`32 06 00 03 "a/b" 0A`, "PUBLISH of QoS 1 with half an identifier [MQTT-2.3.1-1]"],
	[`32 07 00 03 "a/b" 00 00`, "PUBLISH of QoS 1 with identifier 0 [MQTT-2.3.1-1]"],
	[`34 09 00 03 "a/b" 00 00 "hi"`, "PUBLISH of QoS 2 with identifier 0 [MQTT-2.3.1-1]"],
	[`30 05 00 03 "a/+"`, "PUBLISH with + in its topic [MQTT-3.3.2-2]"],
	[`30 05 00 03 "a/#"`, "PUBLISH with # in its topic [MQTT-3.3.2-2]"],
	["30 05 00 03 61 00 62", "PUBLISH with U+0000 in its topic [MQTT-1.5.3-2]"],
	["30 05 00 03 ED A0 80", "PUBLISH with a lone surrogate in its topic [MQTT-1.5.3-1]"],
	["30 04 00 02 C0 80", "PUBLISH with an overlong U+0000 in its topic [MQTT-1.5.3-1]"],
	["30 05 00 03 E0 80 80", "PUBLISH with an overlong form in its topic [MQTT-1.5.3-1]"],
	["30 06 00 04 F4 90 80 80", "PUBLISH with more than U+10FFFF in its topic [MQTT-1.5.3-1]"],
	["30 05 00 02 E2 82 AC", "PUBLISH with a character cut off by its topic's end [MQTT-1.5.3-1]"],
	// Acknowledgements
	["40 00", "PUBACK of no bytes"],
	["40 01 0A", "PUBACK of one byte"],
	["40 03 00 0A 00", "PUBACK of three bytes"],
	["40 02 00 00", "PUBACK with identifier 0 [MQTT-2.3.1-1]"],
	["50 02 00 00", "PUBREC with identifier 0"],
	["62 01 0A", "PUBREL of one byte"],
	["70 04 00 0A 00 0A", "PUBCOMP of four bytes"],
	["B0 00", "UNSUBACK of no bytes"],
	["B0 01 0A", "UNSUBACK of one byte"],
	["B0 03 00 0A 00", "UNSUBACK with a return code"],
	["B0 02 00 00", "UNSUBACK with identifier 0"],
	// SUBACK
	["90 00", "SUBACK of no bytes"],
	["90 01 00", "SUBACK of one byte"],
	["90 02 00 0A", "SUBACK without return codes [MQTT-3.8.4-5]"],
	["90 03 00 00 00", "SUBACK with identifier 0"],
	["90 03 00 0A 03", "SUBACK with return code 3 [MQTT-3.9.3-2]"],
	["90 03 00 0A 7F", "SUBACK with return code 7F [MQTT-3.9.3-2]"],
	["90 03 00 0A 81", "SUBACK with return code 81 [MQTT-3.9.3-2]"],
	["90 03 00 0A FF", "SUBACK with return code FF [MQTT-3.9.3-2]"],
	["90 06 00 0A 00 01 02 04", "SUBACK with a reserved return code among others [MQTT-3.9.3-2]"],
];

/** Malformed CONNACKs, which a client must refuse. */
export const MALFORMED_CONNACKS = [
	["21 02 00 00", "flags 0001"],
	["28 02 00 00", "flags 1000"],
	["20 80 00", "length 0 in two bytes"],
	["20 82 00 00 00", "length 2 in two bytes"],
	["20 82 80 80 80 01 00", "a length of five bytes"],
	["20 00", "of no bytes"],
	["20 01 00", "of one byte"],
	["20 03 00 00 00", "of three bytes"],
	["20 02 02 00", "with reserved flag 0000 0010"],
	["20 02 80 00", "with reserved flag 1000 0000"],
	["20 02 FF 00", "with all flags"],
	["20 02 01 01", "that refuses, with a session present [MQTT-3.2.2-4]"],
	["20 02 01 05", "that refuses, with a session present [MQTT-3.2.2-4]"],
	["20 02 01 06", "that refuses with a reserved code, with a session present [MQTT-3.2.2-4]"],
];
