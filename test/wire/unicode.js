// UTF-8 as RFC 3629 defines it, written by hand: valid and invalid MQTT strings (section 1.5.3).

/** Strings and their bytes. The strings are escaped, so that no editor can change them. */
export const WELL_FORMED = [
	["A", "41"],
	["\u0001", "01"],
	["\u001f", "1F"],
	["\u007f", "7F"],
	["\u0080", "C2 80"],
	["\u00e9", "C3 A9"],
	["\u07ff", "DF BF"],
	["\u0800", "E0 A0 80"],
	["\u20ac", "E2 82 AC"],
	["\ucfff", "EC BF BF"],
	["\ud000", "ED 80 80"],
	["\ud7ff", "ED 9F BF"],
	["\ue000", "EE 80 80"],
	["\ufeff", "EF BB BF"],
	["\ufffd", "EF BF BD"],
	["\uffff", "EF BF BF"],
	["\u{10000}", "F0 90 80 80"],
	["\u{1f600}", "F0 9F 98 80"],
	["\u{3ffff}", "F0 BF BF BF"],
	["\u{40000}", "F1 80 80 80"],
	["\u{fffff}", "F3 BF BF BF"],
	["\u{100000}", "F4 80 80 80"],
	["\u{10ffff}", "F4 8F BF BF"],
	// The specification's own example: A and U+2A6D4
	["A\u{2a6d4}", "41 F0 AA 9B 94"],
	["\ufeffa\ufeff", "EF BB BF 61 EF BB BF"],
	["\u20ac\u00e9\u{1f600}x", "E2 82 AC C3 A9 F0 9F 98 80 78"],
];

/** Bytes that are not UTF-8. Each sequence is ill-formed from its first byte on. */
export const ILL_FORMED = [
	// continuation bytes with nothing to continue
	"80",
	"BF",
	"80 80",
	// surrogates: U+D800, U+DBFF, U+DC00, U+DFFF, and a pair as CESU-8 writes it
	"ED A0 80",
	"ED AF BF",
	"ED B0 80",
	"ED BF BF",
	"ED A0 BD ED B8 80",
	// overlong forms of U+0000, "/", U+007F, U+07FF, U+FFFF
	"C0 80",
	"C0 AF",
	"C1 BF",
	"E0 80 80",
	"E0 80 AF",
	"E0 9F BF",
	"F0 80 80 80",
	"F0 80 80 AF",
	"F0 8F BF BF",
	// past U+10FFFF
	"F4 90 80 80",
	"F4 BF BF BF",
	"F5 80 80 80",
	"F7 BF BF BF",
	"F8 88 80 80 80",
	"FC 84 80 80 80 80",
	"FE",
	"FF",
	// cut off by the end
	"C2",
	"DF",
	"E0",
	"E0 A0",
	"E2 82",
	"ED 9F",
	"EF BB",
	"F0",
	"F0 90",
	"F0 90 80",
	"F4 8F BF",
	// cut off by another character
	"C2 41",
	"C2 C2 80",
	"DF 7F",
	"DF C0",
	"E2 41 AC",
	"E2 82 41",
	"E2 82 C2 80",
	"E2 82 7F",
	"F0 41 80 80",
	"F0 9F 41 80",
	"F0 9F 98 41",
	"F0 9F 98 C0",
	"F0 9F C0 80",
];

/** RFC 3629, section 4: first byte from, to; second byte from, to; number of bytes. All other sequences are ill-formed. */
export const GRAMMAR = [
	[0xc2, 0xdf, 0x80, 0xbf, 2],
	[0xe0, 0xe0, 0xa0, 0xbf, 3],
	[0xe1, 0xec, 0x80, 0xbf, 3],
	[0xed, 0xed, 0x80, 0x9f, 3],
	[0xee, 0xef, 0x80, 0xbf, 3],
	[0xf0, 0xf0, 0x90, 0xbf, 4],
	[0xf1, 0xf3, 0x80, 0xbf, 4],
	[0xf4, 0xf4, 0x80, 0x8f, 4],
];
