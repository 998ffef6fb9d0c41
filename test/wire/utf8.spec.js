import { deepEqual, equal, ok } from "../assert.js";
import { concat, guarded, hex } from "../bytes.js";
import { ILL_FORMED, WELL_FORMED } from "./unicode.js";
import { decodeUTF8, encodeUTF8 } from "./wire.js";

describe("UTF-8 encoding", () => {
	it("encodes a character as one to four bytes [MQTT-1.5.3-1]", () => {
		for (const [text, notation] of WELL_FORMED) deepEqual(encodeUTF8(text), hex(notation), notation);
	});

	it("encodes an empty string as no bytes", () => {
		deepEqual(encodeUTF8(""), new Uint8Array(0));
	});

	it("refuses a lone surrogate [MQTT-1.5.3-1]", () => {
		const halves = [
			"\ud800",
			"\udbff",
			"\udc00",
			"\udfff",
			"a\ud83d",
			"\ud83da",
			"a\ude00b",
			"\ude00\ud83d",
			"\ud83d\ud83d",
		];
		for (const text of halves) equal(encodeUTF8(text), undefined, escaped(text));
		for (const text of halves) equal(encodeUTF8(text, true), undefined, escaped(text));
	});

	it("refuses U+0000 [MQTT-1.5.3-2] [MQTT-4.7.3-2]", () => {
		for (const text of ["\u0000", "a\u0000", "\u0000b", "a\u0000b"]) equal(encodeUTF8(text), undefined, escaped(text));
	});

	it("encodes U+0000 if the caller allows it, because the text is not an MQTT string", () => {
		deepEqual(encodeUTF8("a\u0000b", true), hex("61 00 62"));
	});

	it("keeps U+FEFF [MQTT-1.5.3-3]", () => {
		deepEqual(encodeUTF8("\ufeffab"), hex("EF BB BF 61 62"));
	});
});

describe("UTF-8 decoding", () => {
	it("decodes characters of one to four bytes", () => {
		for (const [text, notation] of WELL_FORMED) {
			const bytes = hex(notation);
			equal(decodeUTF8(bytes, 0, bytes.length), text, notation);
		}
	});

	it("keeps U+FEFF, also as the first character [MQTT-1.5.3-3]", () => {
		const text = decodeUTF8(hex("EF BB BF 61 EF BB BF"), 0, 7);
		equal(text.length, 3);
		equal(text, "\ufeffa\ufeff");
	});

	it("decodes from `start` to `end` and not beyond", () => {
		const bytes = hex(`"abcdef"`);
		equal(decodeUTF8(bytes, 1, 4), "bcd");
		equal(decodeUTF8(bytes, 3, 3), "");
		equal(decodeUTF8(bytes, 6, 6), "");
		// The continuation bytes after `end` exist, but are not part of the string.
		equal(decodeUTF8(hex("61 E2 82 AC"), 0, 2), "a\ufffd");
	});

	it("replaces ill-formed sequences by U+FFFD and continues", () => {
		equal(decodeUTF8(hex("61 FF 62"), 0, 3), "a\ufffdb");
		equal(decodeUTF8(hex("61 C2 62"), 0, 3), "a\ufffdb");
		for (const notation of ILL_FORMED) {
			const bytes = guarded(concat(hex("78"), hex(notation), hex("79")));
			const text = decodeUTF8(bytes, 0, bytes.length);
			ok(text.startsWith("x\ufffd"), `${notation} begins`);
			ok(text.endsWith("y"), `${notation} ends`);
			for (let i = 0; i < text.length; i++) {
				const code = text.charCodeAt(i);
				ok(code < 0xd800 || code > 0xdfff, `${notation} without surrogates`);
			}
		}
	});
});

function escaped(text) {
	let notation = "";
	for (let i = 0; i < text.length; i++) notation += `\\u${text.charCodeAt(i).toString(16)}`;
	return notation;
}
