// Packets and strings at the limits of their lengths. These cases need more memory than 32 KB.
import { deepEqual, equal } from "../assert.js";
import { hex } from "../bytes.js";
import { publishes } from "./encoding.js";
import { encodeConnect, encodeSubscribe, encodeUTF8, isTopicName, packetSize } from "./wire.js";

describe("PUBLISH of 16 KB", () => {
	it("has a Remaining Length of two bytes up to 16,383, of three from 16,384 on", () => {
		publishes(`30 FF 7F 00 03 "a/b" "p"*16378`, { payload: hex(`"p"*16378`) });
		publishes(`30 80 80 01 00 03 "a/b" "p"*16379`, { payload: hex(`"p"*16379`) });
		publishes(`32 FF 7F 00 03 "a/b" 00 0A "p"*16376`, { QoS: 1, identifier: 10, payload: hex(`"p"*16376`) });
		publishes(`32 80 80 01 00 03 "a/b" 00 0A "p"*16377`, { QoS: 1, identifier: 10, payload: hex(`"p"*16377`) });
	});

	it("has a payload of 16,383 and of 16,384 bytes", () => {
		publishes(`30 84 80 01 00 03 "a/b" "p"*16383`, { payload: hex(`"p"*16383`) });
		publishes(`30 85 80 01 00 03 "a/b" "p"*16384`, { payload: hex(`"p"*16384`) });
	});

	it("has the first bytes of a longer payload array after a Remaining Length of three bytes", () => {
		const payload = hex(`"p"*16377 FF*60`);
		const notation = `33 80 80 01 00 03 "a/b" FF FF "p"*16377`;
		publishes(notation, { QoS: 1, retain: true, identifier: 65_535, payload, length: 16_377 });
	});

	it("has a size that is known before encoding, for any size of its Remaining Length", () => {
		for (const [behind, size] of [
			[3, 5],
			[127, 129],
			[128, 131],
			[16_383, 16_386],
			[16_384, 16_388],
			[2_097_151, 2_097_155],
			[2_097_152, 2_097_157],
		])
			equal(packetSize(behind), size, behind);
	});
});

describe("CONNECT of 16 KB", () => {
	it("has a Remaining Length of two bytes up to 16,383, of three from 16,384 on", () => {
		const fields = { id: hex(`"a"`), clean: true, keepAlive: 0, user: hex(`"u"`) };
		let password = hex(`"p"*16365`);
		deepEqual(
			encodeConnect({ ...fields, password }, 4),
			hex(`10 FF 7F 00 04 "MQTT" 04 C2 00 00 00 01 "a" 00 01 "u" 3F ED "p"*16365`),
		);
		password = hex(`"p"*16366`);
		deepEqual(
			encodeConnect({ ...fields, password }, 4),
			hex(`10 80 80 01 00 04 "MQTT" 04 C2 00 00 00 01 "a" 00 01 "u" 3F EE "p"*16366`),
		);
	});

	it("has a password of up to 65,535 bytes", () => {
		const password = hex("FE*65535");
		deepEqual(
			encodeConnect({ id: hex(`"a"`), clean: true, keepAlive: 0, user: hex(`"u"`), password }, 4),
			hex(`10 91 80 04 00 04 "MQTT" 04 C2 00 00 00 01 "a" 00 01 "u" FF FF FE*65535`),
		);
	});
});

describe("SUBSCRIBE of 64 KB", () => {
	it("has a Topic Filter of up to 65,535 bytes [MQTT-4.7.3-3]", () => {
		const filter = hex(`"t"*65535`);
		deepEqual(encodeSubscribe(1, undefined, [filter], [1]), hex(`82 84 80 04 00 01 FF FF "t"*65535 01`));
	});
});

describe("A UTF-8 string", () => {
	it("has at most 65,535 bytes [MQTT-4.7.3-3]", () => {
		deepEqual(encodeUTF8("a".repeat(65_535)), hex(`"a"*65535`));
		equal(encodeUTF8("a".repeat(65_536)), undefined);
		// A payload is not a UTF-8 string, so it may be longer.
		equal(encodeUTF8("a".repeat(65_536), true).length, 65_536);
	});

	it("has its length in bytes, not in characters [MQTT-4.7.3-3]", () => {
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
