// CPU instructions on an emulated ESP8266 core with the chips' engine: Mote's documented limits.
import assert from "node:assert/strict";
import { whyNot } from "../../../bench/instructions/cores.js";
import { dropIn, limits, packets, WEBSOCKET } from "../../../bench/instructions/limits.js";
import { measureEngine } from "../../../bench/instructions/measure.js";
import { missing } from "../../require.js";

describe("On an emulated ESP8266 core, with the SDK's engine", function () {
	// The engine is compiled if necessary.
	this.timeout(240_000);

	const reason = whyNot("lx106");
	if (reason) return missing("lx106", reason);

	const counts = new Map();
	const count = (client, operation) => {
		const instructions = counts.get(`${client} ${operation}`);
		assert.ok(instructions > 0, `${operation} of ${client} is not measured`);
		return instructions;
	};

	before(async () => {
		for (const { client, operation, instructions } of await measureEngine("lx106", "sdk"))
			counts.set(`${client} ${operation}`, instructions);
	});

	for (const [client, operations] of Object.entries(limits)) {
		for (const [operation, limit] of Object.entries(operations)) {
			it(`${operation} of ${client} takes at most ${limit} instructions`, () => {
				const instructions = count(client, operation);
				assert.ok(instructions <= limit, `it takes ${instructions}`);
			});
		}
	}

	for (const [operation, packetCount] of Object.entries(packets)) {
		it(`${operation} takes at most ${WEBSOCKET * packetCount} instructions more in a WebSocket`, () => {
			const more = count("mote-mqtt/websocket", `${operation}-websocket`) - count("mote-mqtt", operation);
			assert.ok(more > 0 && more <= WEBSOCKET * packetCount, `it takes ${more} more`);
		});
	}

	for (const operation of dropIn) {
		it(`${operation} of the drop-in class takes fewer instructions than the SDK's client`, () => {
			const [ours, theirs] = [count("mote-mqtt/ecma419", operation), count("moddable", operation)];
			assert.ok(ours < theirs, `it takes ${ours}, the SDK's ${theirs}`);
		});
	}
});
