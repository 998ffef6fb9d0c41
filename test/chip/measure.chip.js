// Measures operations of Mote's and the SDK's clients on an emulated ESP32-C3 over lwIP. Written to bench/chip.json
// and docs/figures.md.
import { equal } from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { boot, build, imageSize, NANOSECONDS } from "./chip.js";
import { measure, without } from "./measure.js";
import { withTables } from "./table.js";
import { versions } from "./tools.js";

const folder = fileURLToPath(new URL("apps/measure", import.meta.url));
const results = fileURLToPath(new URL("../../bench/chip.json", import.meta.url));
const figures = fileURLToPath(new URL("../../docs/figures.md", import.meta.url));

describe("Operations on an emulated ESP32-C3", () => {
	it("are written to bench/chip.json; Mote's take no slots, chunks or C heap", async () => {
		const found = await measure((port) => boot(build(folder, { port })));
		const operations = without(found.operations).map((row) => ({
			...row,
			microseconds: Math.round(row.microseconds),
			instructions: Math.round((row.microseconds * 1000) / NANOSECONDS),
		}));
		const report = { versions: versions(), imageBytes: imageSize(), memory: found.memory, operations };
		writeFileSync(results, `${JSON.stringify(report, null, "\t")}\n`);
		writeFileSync(figures, withTables(readFileSync(figures, "utf8"), report));
		const ours = operations.filter(({ client }) => client !== "sdk");
		equal(ours.length, 14);
		for (const { client, operation, slots, chunkBytes, heapBytes } of ours)
			equal(
				`${client} ${operation}: ${slots} slots, ${chunkBytes} and ${heapBytes} bytes`,
				`${client} ${operation}: 0 slots, 0 and 0 bytes`,
			);
	});
});
