import { deepEqual } from "../assert.js";
import { hex } from "../bytes.js";
import { encodeSubscribe } from "./wire.js";

/** The SUBSCRIBE (without `options`, the UNSUBSCRIBE) must be `expected`. */
function check(expected, identifier, filters, options) {
	deepEqual(encodeSubscribe(identifier, undefined, filters, options), expected);
}

describe("SUBSCRIBE", () => {
	it("has one Topic Filter and its QoS after the Packet Identifier [MQTT-3.8.1-1] [MQTT-3.8.3-3] [MQTT-2.3.1-1]", () => {
		check(
			hex(
				`82           // type 8, flags 0010
				 08           // Remaining Length
				 00 0A        // Packet Identifier 10
				 00 03 "a/b"  // Topic Filter
				 01           // QoS 1, upper six bits 0`,
			),
			10,
			[hex(`"a/b"`)],
			[1],
		);
	});

	it("may have several Topic Filters, in order, each with its QoS [MQTT-3.8.3-3] [MQTT-3.8.3-4]", () => {
		check(hex(`82 0E 00 0A 00 03 "a/b" 01 00 03 "c/d" 02`), 10, [hex(`"a/b"`), hex(`"c/d"`)], [1, 2]);
		check(
			hex(`82 13 FF FE 00 01 "#" 00 00 04 "+/+x" 02 00 03 "c/#" 01`),
			65_534,
			[hex(`"#"`), hex(`"+/+x"`), hex(`"c/#"`)],
			[0, 2, 1],
		);
	});

	it("has a Packet Identifier of two bytes, most significant byte first [MQTT-2.3.1-1]", () => {
		for (const [notation, identifier] of [
			["00 01", 1],
			["00 FF", 255],
			["01 00", 256],
			["12 34", 0x1234],
			["FF FF", 65_535],
		]) {
			check(hex(`82 06 ${notation} 00 01 "t" 00`), identifier, [hex(`"t"`)], [0]);
		}
	});

	it("has a Remaining Length of two bytes from 128 on", () => {
		check(hex(`82 7F 00 01 00 7A "t"*122 00`), 1, [hex(`"t"*122`)], [0]);
		check(hex(`82 80 01 00 01 00 7B "t"*123 00`), 1, [hex(`"t"*123`)], [0]);
	});
});

describe("UNSUBSCRIBE", () => {
	it("has one Topic Filter after the Packet Identifier [MQTT-3.10.1-1] [MQTT-3.10.3-2] [MQTT-2.3.1-1]", () => {
		check(
			hex(
				`A2           // type 10, flags 0010
				 07           // Remaining Length
				 00 0A        // Packet Identifier 10
				 00 03 "a/b"  // Topic Filter`,
			),
			10,
			[hex(`"a/b"`)],
		);
	});

	it("may have several Topic Filters, packed contiguously [MQTT-3.10.3-1] [MQTT-3.10.3-2]", () => {
		check(hex(`A2 0C 00 0A 00 03 "a/b" 00 03 "c/d"`), 10, [hex(`"a/b"`), hex(`"c/d"`)]);
		check(hex(`A2 0D 80 01 00 01 "#" 00 01 "+" 00 03 "c/+"`), 0x8001, [hex(`"#"`), hex(`"+"`), hex(`"c/+"`)]);
	});

	it("has a Remaining Length of two bytes from 128 on", () => {
		check(hex(`A2 7F 00 01 00 7B "t"*123`), 1, [hex(`"t"*123`)]);
		check(hex(`A2 80 01 00 01 00 7C "t"*124`), 1, [hex(`"t"*124`)]);
	});
});
