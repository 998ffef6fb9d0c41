import { equal } from "../assert.js";
import { concat, guarded, hex } from "../bytes.js";
import { GRAMMAR, ILL_FORMED, WELL_FORMED } from "./unicode.js";
import { isTopicName } from "./wire.js";

/** Whether `bytes` is a Topic Name. The result must be the same in an array of its own and between other bytes. */
function name(bytes) {
	const alone = isTopicName(guarded(bytes), 0, bytes.length);
	const amid = concat(hex(`"+"`), bytes, hex("80 80 80"));
	equal(isTopicName(amid, 1, 1 + bytes.length), alone, "amid other bytes");
	return alone;
}

describe("Topic Name", () => {
	it("may be any text without wildcards", () => {
		for (const text of [
			"a",
			"/",
			"//",
			"/finance",
			"sport/tennis/player1",
			"Accounts payable",
			"$SYS/",
			"a.b-c_d",
			"!~ *,",
		]) {
			equal(name(hex(`"${text}"`)), true, text);
		}
	});

	it("is at least one character long [MQTT-4.7.3-1]", () => {
		equal(name(hex("")), false);
		equal(isTopicName(hex(`"abc"`), 2, 2), false);
	});

	it("contains no wildcard [MQTT-3.3.2-2] [MQTT-4.7.1-1]", () => {
		for (const text of ["+", "#", "a/+", "a/#", "+/a", "a/+/b", "a+", "a#", "#a", "/+"]) {
			equal(name(hex(`"${text}"`)), false, text);
		}
	});

	it("contains no U+0000 [MQTT-1.5.3-2] [MQTT-4.7.3-2]", () => {
		for (const notation of ["00", "61 00", "00 61", "61 00 62", "E2 82 AC 00"])
			equal(name(hex(notation)), false, notation);
	});

	it("is well-formed UTF-8 [MQTT-1.5.3-1] [MQTT-3.3.2-1]", () => {
		for (const [, notation] of WELL_FORMED) {
			equal(name(hex(notation)), true, notation);
			equal(name(hex(`"a/" ${notation} "/b"`)), true, `${notation} in the middle`);
		}
		for (const notation of ILL_FORMED) {
			equal(name(hex(notation)), false, notation);
			equal(name(hex(`"a/" ${notation}`)), false, `${notation} at the end`);
			equal(name(hex(`${notation} "/b"`)), false, `${notation} at the beginning`);
		}
	});

	it("agrees with RFC 3629 on every first and second byte [MQTT-1.5.3-1]", () => {
		const bytes = new Uint8Array(4).fill(0x80);
		for (let first = 0x80; first < 0x100; first++) {
			const row = GRAMMAR.find(([from, to]) => first >= from && first <= to);
			bytes[0] = first;
			for (let second = 0; second < 0x100; second++) {
				bytes[1] = second;
				const size = row && second >= row[2] && second <= row[3] ? row[4] : 0;
				// A character is valid only in the size (two, three or four bytes) that its first byte announces.
				for (let end = 2; end <= 4; end++) {
					if (isTopicName(bytes, 0, end) !== (end === size)) {
						equal(
							isTopicName(bytes, 0, end),
							end === size,
							`${first.toString(16)} ${second.toString(16)}, ${end} bytes`,
						);
					}
				}
			}
		}
	});

	it("agrees with RFC 3629 on every third and fourth byte [MQTT-1.5.3-1]", () => {
		for (const notation of ["E2 82 AC", "F0 9F 98 80"]) {
			const bytes = hex(notation);
			for (let at = 2; at < bytes.length; at++) {
				const byte = bytes[at];
				for (let other = 0; other < 0x100; other++) {
					bytes[at] = other;
					equal(
						isTopicName(bytes, 0, bytes.length),
						other >= 0x80 && other <= 0xbf,
						`${notation}, byte ${at} ${other}`,
					);
				}
				bytes[at] = byte;
			}
		}
	});
});

/** Whether `bytes` is a Topic Filter. */
function isTopicFilter(bytes) {
	return isTopicName(bytes, 0, bytes.length, true);
}

describe("Topic Filter", () => {
	it("may be any Topic Name", () => {
		for (const text of ["a", "/", "//", "/finance", "sport/tennis/player1", "Accounts payable", "$SYS/monitor"]) {
			equal(isTopicFilter(hex(`"${text}"`)), true, text);
		}
	});

	it("may have # only alone or after a separator, as its last character [MQTT-4.7.1-2]", () => {
		for (const text of ["#", "/#", "sport/tennis/player1/#", "sport/#", "$SYS/#", "sport/tennis/#", "//#"]) {
			equal(isTopicFilter(hex(`"${text}"`)), true, text);
		}
		for (const text of ["sport/tennis#", "sport/tennis/#/ranking", "#/", "#a", "a#", "##", "/##", "#/#", "#+"]) {
			equal(isTopicFilter(hex(`"${text}"`)), false, text);
		}
	});

	it("may have + only as a whole level, also the first or the last [MQTT-4.7.1-3]", () => {
		for (const text of [
			"+",
			"/+",
			"+/",
			"+/+",
			"sport/tennis/+",
			"sport/+",
			"+/tennis/#",
			"sport/+/player1",
			"$SYS/monitor/+",
		]) {
			equal(isTopicFilter(hex(`"${text}"`)), true, text);
		}
		for (const text of ["sport+", "+a", "a/+b", "a/b+", "++", "a/++", "+#", "a/+#", "a+/b"]) {
			equal(isTopicFilter(hex(`"${text}"`)), false, text);
		}
	});

	it("is at least one character long [MQTT-4.7.3-1]", () => {
		equal(isTopicFilter(new Uint8Array(0)), false);
	});

	it("contains no U+0000 [MQTT-4.7.3-2]", () => {
		for (const notation of ["00", "61 00", "00 61", "23 00", "2B 2F 00"]) {
			equal(isTopicFilter(hex(notation)), false, notation);
		}
	});

	it("is well-formed UTF-8 [MQTT-3.8.3-1] [MQTT-3.10.3-1]", () => {
		for (const [, notation] of WELL_FORMED)
			equal(isTopicFilter(guarded(hex(`${notation} "/+/" ${notation} "/#"`))), true, notation);
		for (const notation of ILL_FORMED) {
			equal(isTopicFilter(guarded(hex(notation))), false, notation);
			equal(isTopicFilter(guarded(hex(`"+/" ${notation}`))), false, `${notation} at the end`);
			equal(isTopicFilter(guarded(hex(`${notation} "/#"`))), false, `${notation} at the beginning`);
		}
	});
});
