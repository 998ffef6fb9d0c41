// The figures of the emulated chip in the documents must be the measured ones.
import { equal } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { withTables, withTLS } from "./table.js";

const read = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

describe("The figures of the emulated chip", () => {
	it("in docs/figures.md are those of bench/chip.json", () => {
		const document = read("docs/figures.md");
		equal(document, withTables(document, JSON.parse(read("bench/chip.json"))));
	});

	it("in docs/tls.md are those of bench/chip-tls.json", () => {
		const document = read("docs/tls.md");
		equal(document, withTLS(document, JSON.parse(read("bench/chip-tls.json"))));
	});
});
