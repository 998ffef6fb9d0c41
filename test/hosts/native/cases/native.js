import { native } from "mote-mqtt/native";
import { tcp } from "mote-mqtt/tcp";
import { equal, throws } from "../../../assert.js";
import { concat, guarded, hex } from "../../../bytes.js";
import { GRAMMAR, ILL_FORMED, WELL_FORMED } from "../../../wire/unicode.js";

/** Whether `bytes` is a Topic Name. Checked alone in memory and between other bytes; both must agree. */
function name(bytes) {
	const alone = native.isTopicName(guarded(bytes), 0, bytes.length);
	const amid = concat(hex(`"+"`), bytes, hex("80 80 80"));
	equal(native.isTopicName(amid, 1, 1 + bytes.length), alone, "amid other bytes");
	return alone;
}

describe("isTopicName in C", () => {
	it("takes any text without wildcards", () => {
		for (const text of ["a", "/", "//", "/finance", "Accounts payable", "$SYS/", "a.b-c_d", "!~ *,"])
			equal(name(hex(`"${text}"`)), true, text);
	});

	it("takes no empty text, and no wildcard or U+0000 anywhere", () => {
		equal(name(hex("")), false);
		for (const notation of [`"+"`, `"#"`, "00"]) {
			equal(name(hex(notation)), false, notation);
			equal(name(hex(`"a/" ${notation}`)), false, `${notation} at the end`);
			equal(name(hex(`${notation} "/a"`)), false, `${notation} at the beginning`);
			equal(name(hex(`E2 82 AC ${notation} "a"`)), false, `${notation} behind others`);
		}
	});

	it("accepts every other character of one byte", () => {
		for (let byte = 0; byte < 0x100; byte++)
			equal(name(Uint8Array.of(byte)), byte > 0 && byte < 0x80 && byte !== 0x2b && byte !== 0x23, String(byte));
	});

	it("takes well-formed UTF-8 only", () => {
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

	it("agrees with RFC 3629 on every first and second byte", () => {
		const bytes = new Uint8Array(4).fill(0x80);
		for (let first = 0x80; first < 0x100; first++) {
			const row = GRAMMAR.find(([from, to]) => first >= from && first <= to);
			bytes[0] = first;
			for (let second = 0; second < 0x100; second++) {
				bytes[1] = second;
				const size = row && second >= row[2] && second <= row[3] ? row[4] : 0;
				for (let end = 2; end <= 4; end++) {
					if (native.isTopicName(bytes, 0, end) !== (end === size))
						equal(end !== size, end === size, `${first.toString(16)} ${second.toString(16)}, ${end} bytes`);
				}
			}
		}
	});

	it("agrees with RFC 3629 on every third and fourth byte", () => {
		for (const notation of ["E2 82 AC", "F0 9F 98 80"]) {
			const bytes = hex(notation);
			for (let at = 2; at < bytes.length; at++) {
				const byte = bytes[at];
				for (let other = 0; other < 0x100; other++) {
					bytes[at] = other;
					equal(name(bytes), other >= 0x80 && other <= 0xbf, `${notation}, byte ${at} ${other}`);
				}
				bytes[at] = byte;
			}
		}
	});

	it("throws for offsets outside, and for arguments that are not bytes", () => {
		const bytes = hex(`"abc"`);
		for (const [start, end] of [
			[0, 4],
			[-1, 1],
			[2, 1],
			[4, 4],
			[0, 1.5],
			[0, 2 ** 32 + 1],
			[0, Number.NaN],
			[undefined, 1],
		])
			throws(() => native.isTopicName(bytes, start, end), RangeError);
		for (const none of [undefined, 1, "abc", {}]) throws(() => native.isTopicName(none, 0, 1), TypeError);
		throws(() => native.isTopicName(bytes, 0), TypeError);
	});
});

describe("isSame in C", () => {
	const others = hex(`"xxabcxx"`);

	it("compares bytes at offsets", () => {
		const bytes = hex(`"-abc-"`);
		equal(native.isSame(bytes, 1, 4, others, 2), true);
		for (const at of [0, 1, 3, 4]) equal(native.isSame(bytes, 1, 4, others, at), false, String(at));
		for (let at = 1; at < 4; at++) {
			const changed = bytes.slice();
			changed[at] ^= 0x80;
			equal(native.isSame(changed, 1, 4, others, 2), false, `byte ${at} changed`);
		}
		for (const at of [0, 4]) {
			const changed = bytes.slice();
			changed[at] ^= 0x80;
			equal(native.isSame(changed, 1, 4, others, 2), true, `byte ${at} changed, which is outside`);
		}
	});

	it("returns true for two empty ranges", () => {
		equal(native.isSame(others, 3, 3, others, 0), true);
		equal(native.isSame(others, 7, 7, others, 7), true);
		equal(native.isSame(others, 0, 0, others, 8), false, "behind the end");
	});

	it("returns false if the other bytes are shorter", () => {
		const bytes = hex(`"abcxxx"`);
		equal(native.isSame(bytes, 0, 5, others, 2), true);
		equal(native.isSame(bytes, 0, 6, others, 2), false);
		equal(native.isSame(bytes, 0, 1, others, 7), false);
		equal(native.isSame(bytes, 0, 1, others, 2 ** 31), false);
		// The bytes after their end would be equal.
		equal(native.isSame(bytes, 0, 3, bytes.subarray(0, 2), 0), false);
		equal(native.isSame(bytes, 2, 4, bytes.subarray(0, 3), 2), false);
	});

	it("throws for offsets outside, and for arguments that are not bytes", () => {
		const bytes = hex(`"abc"`);
		for (const [start, end, at] of [
			[0, 4, 0],
			[-1, 1, 0],
			[2, 1, 0],
			[0, 1, -1],
			[0, 1, 0.5],
			[0, 1, undefined],
		])
			throws(() => native.isSame(bytes, start, end, others, at), RangeError);
		throws(() => native.isSame(bytes, 0, 1, "abc", 0), TypeError);
		throws(() => native.isSame(undefined, 0, 1, others, 0), TypeError);
	});
});

describe("The options of a machine with TCP", () => {
	it("have both", () => {
		equal(tcp.native, native);
	});
});
