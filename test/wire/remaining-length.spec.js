import { deepEqual, equal } from "../assert.js";
import { CANARY, guarded, hex } from "../bytes.js";
import { lengthSize, readLength, writeLength } from "./wire.js";

// The values of the specification's table 2.4, their neighbours, and the specification's examples 64 and 321.
const TABLE = [
	[0, "00"],
	[1, "01"],
	[64, "40"],
	[127, "7F"],
	[128, "80 01"],
	[129, "81 01"],
	[321, "C1 02"],
	[16_383, "FF 7F"],
	[16_384, "80 80 01"],
	[2_097_151, "FF FF 7F"],
	[2_097_152, "80 80 80 01"],
	[33_554_431, "FF FF FF 0F"],
	[33_554_432, "80 80 80 10"],
	[134_217_728, "80 80 80 40"],
	[268_435_455, "FF FF FF 7F"],
];

describe("Remaining Length", () => {
	it("is written as in table 2.4, least significant seven bits first", () => {
		for (const [length, notation] of TABLE) {
			const expected = hex(notation);
			const bytes = new Uint8Array(8).fill(CANARY);
			equal(writeLength(bytes, 2, length), 2 + expected.length, `offset behind ${length}`);
			deepEqual(bytes.slice(2, 2 + expected.length), expected, length);
			deepEqual(bytes.slice(0, 2), new Uint8Array(2).fill(CANARY), `before ${length}`);
			deepEqual(bytes.slice(2 + expected.length), new Uint8Array(6 - expected.length).fill(CANARY), `behind ${length}`);
			equal(lengthSize(length), expected.length, `size of ${length}`);
		}
	});

	it("is read as in table 2.4, whatever bytes follow it", () => {
		for (const [length, notation] of TABLE) {
			equal(readLength(hex(`40 ${notation} FF`), 1, 2 + notation.split(" ").length), length, notation);
			equal(readLength(guarded(hex(notation)), 0, notation.split(" ").length), length, `${notation} at the very end`);
		}
	});

	it("is unknown before its last byte", () => {
		for (const [length, notation] of TABLE) {
			const bytes = hex(notation);
			for (let end = 0; end < bytes.length; end++)
				equal(readLength(bytes, 0, end), -1, `${length} cut to ${end} bytes`);
		}
	});

	it("is malformed if its fourth byte is not the last", () => {
		for (const notation of ["80 80 80 80 01", "FF FF FF FF 7F", "80 80 80 80 00", "FF FF FF 80 01"]) {
			equal(readLength(hex(notation), 0, 4), -2, notation);
			equal(readLength(hex(notation), 0, 5), -2, notation);
		}
	});

	it("is malformed if it is longer than needed", () => {
		for (const notation of ["80 00", "FF 00", "80 80 00", "FF FF 00", "80 80 80 00", "FF FF FF 00"]) {
			const bytes = hex(notation);
			equal(readLength(bytes, 0, bytes.length), -2, notation);
		}
	});
});
