// What needs more memory than 32 KB: packets and strings about the bounds of their lengths.
import {
	encodeConnect,
	encodePublish,
	encodeSubscribe,
	encodeUTF8,
	isTopicName,
	publishTemplate,
} from "mote-mqtt/wire";
import { deepEqual, equal } from "../assert.js";
import { hex } from "../bytes.js";
import { encodes } from "./encoding.js";

describe("PUBLISH of 16 KB", () => {
	function check(notation, QoS, identifier, payload) {
		const template = publishTemplate(hex(`"a/b"`), QoS, false);
		const bytes = hex(payload);
		encodes(
			hex(notation),
			(target) => encodePublish(target, template, identifier, bytes, bytes.length),
			notation,
			QoS ? 1000 : 1009,
		);
	}

	it("has a Remaining Length of two bytes up to 16,383, of three from 16,384 on", () => {
		check(`30 FF 7F 00 03 "a/b" "p"*16378`, 0, 0, `"p"*16378`);
		check(`30 80 80 01 00 03 "a/b" "p"*16379`, 0, 0, `"p"*16379`);
		check(`32 FF 7F 00 03 "a/b" 00 0A "p"*16376`, 1, 10, `"p"*16376`);
		check(`32 80 80 01 00 03 "a/b" 00 0A "p"*16377`, 1, 10, `"p"*16377`);
	});

	it("has a payload of 16,383 and of 16,384 bytes", () => {
		check(`30 84 80 01 00 03 "a/b" "p"*16383`, 0, 0, `"p"*16383`);
		check(`30 85 80 01 00 03 "a/b" "p"*16384`, 0, 0, `"p"*16384`);
	});

	it("has the first bytes of a longer payload array behind a Remaining Length of three bytes", () => {
		const template = publishTemplate(hex(`"a/b"`), 1, true);
		const payload = hex(`"p"*16377 FF*60`);
		encodes(
			hex(`33 80 80 01 00 03 "a/b" FF FF "p"*16377`),
			(bytes) => encodePublish(bytes, template, 65_535, payload, 16_377),
			"",
			1000,
		);
	});

	it("may be one byte too large for its buffer", () => {
		const template = publishTemplate(hex(`"a/b"`), 0, false);
		const payload = hex(`"p"*16379`);
		equal(encodePublish(new Uint8Array(16_387), template, 0, payload, 16_379), -16_388);
		equal(encodePublish(new Uint8Array(16_388), template, 0, payload, 16_379), 16_388);
	});
});

describe("CONNECT of 16 KB", () => {
	it("has a Remaining Length of two bytes up to 16,383, of three from 16,384 on", () => {
		const fields = { id: hex(`"a"`), clean: true, keepAlive: 0, user: hex(`"u"`) };
		let password = hex(`"p"*16365`);
		encodes(
			hex(`10 FF 7F 00 04 "MQTT" 04 C2 00 00 00 01 "a" 00 01 "u" 3F ED "p"*16365`),
			(bytes) => encodeConnect(bytes, { ...fields, password }),
			"16,383",
			1000,
		);
		password = hex(`"p"*16366`);
		encodes(
			hex(`10 80 80 01 00 04 "MQTT" 04 C2 00 00 00 01 "a" 00 01 "u" 3F EE "p"*16366`),
			(bytes) => encodeConnect(bytes, { ...fields, password }),
			"16,384",
			1000,
		);
	});

	it("has a password of up to 65,535 bytes", () => {
		const password = hex("FE*65535");
		encodes(
			hex(`10 91 80 04 00 04 "MQTT" 04 C2 00 00 00 01 "a" 00 01 "u" FF FF FE*65535`),
			(bytes) => encodeConnect(bytes, { id: hex(`"a"`), clean: true, keepAlive: 0, user: hex(`"u"`), password }),
			"",
			10_000,
		);
	});
});

describe("SUBSCRIBE of 64 KB", () => {
	it("has a Topic Filter of up to 65,535 bytes [MQTT-4.7.3-3]", () => {
		const filter = hex(`"t"*65535`);
		encodes(
			hex(`82 84 80 04 00 01 FF FF "t"*65535 01`),
			(bytes) => encodeSubscribe(bytes, 1, [filter], [1]),
			"",
			10_000,
		);
	});
});

describe("A UTF-8 string", () => {
	it("encodes to 65,535 bytes at most [MQTT-4.7.3-3]", () => {
		deepEqual(encodeUTF8("a".repeat(65_535)), hex(`"a"*65535`));
		equal(encodeUTF8("a".repeat(65_536)), undefined);
		equal(encodeUTF8("a".repeat(65_536), true), undefined);
	});

	it("is measured in bytes, not in characters [MQTT-4.7.3-3]", () => {
		equal(encodeUTF8("\u20ac".repeat(21_845)).length, 65_535);
		equal(encodeUTF8("\u20ac".repeat(21_846)), undefined);
		equal(encodeUTF8("\u00e9".repeat(32_767)).length, 65_534);
		equal(encodeUTF8("\u00e9".repeat(32_768)), undefined);
		equal(encodeUTF8("\u{1f600}".repeat(16_383)).length, 65_532);
		equal(encodeUTF8("\u{1f600}".repeat(16_384)), undefined);
	});

	it("may be a Topic Name of 65,535 bytes", () => {
		const bytes = hex(`"a"*65535`);
		equal(isTopicName(bytes, 0, bytes.length), true);
		bytes[65_534] = 0x23;
		equal(isTopicName(bytes, 0, bytes.length), false);
	});
});
