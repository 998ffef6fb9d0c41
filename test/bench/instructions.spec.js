// Compares CPU instructions on an emulated ESP8266 core with the recorded counts, so that no change of cost goes
// unnoticed.
import assert from "node:assert/strict";
import { compilerVersion, whyNot } from "../../bench/instructions/cores.js";
import { readExpected, TOLERANCE } from "../../bench/instructions/expected.js";
import { packets, WEBSOCKET } from "../../bench/instructions/limits.js";
import { measureEngine } from "../../bench/instructions/measure.js";
import { missing } from "../require.js";

/** Operations that must not allocate. */
const HOT_PATH = /^(publish|receive|ping|topic-is)/;
const AGAIN = "If that is meant: node bench/instructions/run.js --write";

describe("On an emulated ESP8266 core, with the engine of @agoric/xsnap", function () {
	// Includes compiling the engine, if it is not cached.
	this.timeout(240_000);

	const reason = whyNot("lx106");
	if (reason) return missing("lx106", reason);

	const { compiler, counts } = readExpected();
	const installed = compilerVersion("lx106");
	const same = installed === compiler;
	const rows = [];

	before(async () => {
		rows.push(...(await measureEngine("lx106", "npm")));
	});

	if (!same) {
		it(`counts may differ by ${TOLERANCE * 100} %, because they were recorded with ${compiler} and ${installed} is installed`, () => {});
	}

	for (const [client, operations] of Object.entries(counts)) {
		for (const [operation, expected] of Object.entries(operations)) {
			const title = same ? `takes ${expected} instructions` : `takes about ${expected} instructions`;

			it(`${operation} of ${client} ${title}`, () => {
				const { instructions } = rows.find((row) => row.client === client && row.operation === operation);
				const off = Math.abs(instructions - expected);
				assert.ok(off <= (same ? 0 : expected * TOLERANCE), `it takes ${instructions}. ${AGAIN}`);
			});
		}
	}

	it("every measured operation has a recorded count", () => {
		const unknown = rows.filter(({ client, operation }) => counts[client]?.[operation] === undefined);
		assert.deepEqual(unknown, [], AGAIN);
	});

	for (const [operation, count] of Object.entries(packets)) {
		it(`${operation} takes at most ${WEBSOCKET * count} instructions more in a WebSocket`, () => {
			const take = (client, name) => rows.find((row) => row.client === client && row.operation === name).instructions;
			const more = take("mote-mqtt/websocket", `${operation}-websocket`) - take("mote-mqtt", operation);
			assert.ok(more > 0 && more <= WEBSOCKET * count, `it takes ${more} more`);
		});
	}

	it("a connected client's repeated operations allocate nothing", () => {
		const hot = rows.filter((row) => row.client !== "mote-mqtt/ecma419" && HOT_PATH.test(row.operation));
		assert.ok(hot.length >= 18);
		assert.deepEqual(
			hot.filter((row) => row.slots || row.chunkBytes || row.cHeapBytes),
			[],
		);
	});
});
