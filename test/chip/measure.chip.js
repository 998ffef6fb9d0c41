// What operations take on an emulated ESP32-C3, over lwIP: ours, and the SDK's client. Written to bench/chip.json.
import { equal, ok } from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { boot, build, imageSize } from "./chip.js";
import { measure, without } from "./measure.js";
import { versions } from "./tools.js";

const folder = fileURLToPath(new URL("apps/measure", import.meta.url));
const results = fileURLToPath(new URL("../../bench/chip.json", import.meta.url));

/** With it, an instruction takes 8 nanoseconds of the chip's time, whatever this machine does meanwhile. */
const COUNTED = ["-icount", "shift=3"];
const NANOSECONDS = 8;

describe("What operations take on an emulated ESP32-C3", function () {
	this.timeout(3_600_000);

	it("is written to bench/chip.json; of slots, chunks and C heap, ours take nothing", async () => {
		const found = await measure((port) => boot(build(folder, { port }), COUNTED));
		const operations = without(found.operations).map((row) => ({
			...row,
			microseconds: Math.round(row.microseconds),
			instructions: Math.round((row.microseconds * 1000) / NANOSECONDS),
		}));
		const report = { versions: versions(), imageBytes: imageSize(), memory: found.memory, operations };
		writeFileSync(results, `${JSON.stringify(report, null, "\t")}\n`);
		const ours = operations.filter(({ client }) => client === "mote");
		ok(ours.length > 3);
		for (const { operation, slots, chunkBytes, heapBytes } of ours)
			equal(
				`${operation}: ${slots} slots, ${chunkBytes} and ${heapBytes} bytes`,
				`${operation}: 0 slots, 0 and 0 bytes`,
			);
	});
});
