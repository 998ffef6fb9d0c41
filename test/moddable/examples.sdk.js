// Every example, as it stands, built by mcconfig and run in the SDK's simulator. A new folder in examples/ needs a line in EXAMPLES.
import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { AedesBroker } from "../brokers/aedes.js";
import { build, launch, root } from "./sdk.js";

/** By the names of their folders: what runs one, and fails if it does not do what its README says. */
const EXAMPLES = {
	async telemetry() {
		const broker = await AedesBroker.start();
		const taken = [];
		broker.on("taken", ({ topic, payload, qos }) => taken.push(`${topic} ${qos} ${payload}`));
		try {
			const app = build(join(root, "examples/telemetry"), "telemetry", [
				"host=127.0.0.1",
				`port=${broker.port}`,
				"interval=50",
				"count=3",
			]);
			const output = await run(app, "disconnected:");
			assert.ok(output.startsWith("connected, session new\n"), output);
			assert.ok(output.includes("settled: 3 published and acknowledged\n"), output);
			assert.deepEqual(taken, [
				'sensors/sensor-17/reading 1 {"n":1,"celsius":20.03,"volts":3.299}',
				'sensors/sensor-17/reading 1 {"n":2,"celsius":20.06,"volts":3.298}',
				'sensors/sensor-17/reading 1 {"n":3,"celsius":20.09,"volts":3.297}',
			]);
		} finally {
			await broker.stop();
		}
	},
};

/** Runs an app until it has printed `last`, or ends; what it has printed. */
async function run(app, last) {
	const device = launch(app);
	let output = "";
	for (const stream of [device.process.stdout, device.process.stderr]) {
		stream.setEncoding("utf8").on("data", (text) => {
			output += text;
			if (output.includes(last)) device.process.kill("SIGKILL");
		});
	}
	await device.exit;
	return output;
}

describe("An example under the SDK's engine", function () {
	this.timeout(300_000);
	for (const name of readdirSync(join(root, "examples"))) {
		if (!existsSync(join(root, "examples", name, "manifest.json"))) continue;
		it(`examples/${name} runs as it stands`, () => {
			assert.ok(EXAMPLES[name], "add to EXAMPLES in test/moddable/examples.sdk.js how it is run");
			return EXAMPLES[name]();
		});
	}
});
