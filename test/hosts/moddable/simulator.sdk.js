// Mote's simulator, built from the SDK's engine, which is that of chips.
import { deepEqual } from "node:assert/strict";
import { join } from "node:path";
import { simulate, simulateToEnd } from "mote-mqtt/simulator";
import { MosquittoBroker } from "../../brokers/mosquitto.js";
import { measure, without } from "../../chip/measure.js";
import { Device } from "../../examples/device.js";
import { missing } from "../../require.js";
import { app, widths } from "../simulator/app.js";
import { root } from "./sdk.js";

describe("The simulator, built from the SDK's engine", function () {
	this.timeout(1_200_000);
	let bits;

	before(async () => {
		// As on the chips (32 bits), if the machine can compile that.
		bits = (await widths()).at(-1);
	});

	it("is another engine, with the same slots and memory", async () => {
		const main = "trace(typeof Promise.withResolvers); const o = {}; trace(' ', [1.5, true, undefined].join());";
		const run = (engine) => simulateToEnd(app(main), { bits, engine });
		// A function that the chips' current engine has, and that of @agoric/xsnap has not.
		deepEqual((await run("sdk")).stdout, "function 1.5,true,");
		deepEqual((await run("npm")).stdout, "undefined 1.5,true,");
	});

	const reason = MosquittoBroker.missing();
	if (reason) return missing("mosquitto", reason);

	it("counts the same for each operation", async () => {
		const manifest = join(root, "test/chip/apps/measure/manifest.json");
		const counted = async (engine) => {
			const stdio = ["ignore", "pipe", "ignore"];
			const start = async (port) =>
				new Device(await simulate(manifest, { bits, engine, static: 94_208, config: { port }, stdio }));
			return without((await measure(start)).operations);
		};
		deepEqual(await counted("sdk"), await counted("npm"));
	});
});
