// Every example, as it stands, built by mcconfig and run in the SDK's simulator. A new folder in examples/ needs a line in EXAMPLES.
import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { AedesBroker } from "../brokers/aedes.js";
import { build, folder, launch, root } from "./sdk.js";

/** By the names of their folders: what runs one, and fails if it does not do what its README says. */
const EXAMPLES = {
	async "deep-sleep"() {
		const broker = await AedesBroker.start();
		const taken = [];
		broker.on("taken", ({ topic, payload }) => taken.push(`${topic} ${payload}`));
		const app = build(join(root, "examples/deep-sleep"), "deep-sleep", [`port=${broker.port}`, "patience=2000"]);
		// It ends where a chip would sleep, and is started again where that would wake.
		const retained = join(folder("retained"), "retained.bin");
		const wake = () => run(app, undefined, { MOTE_RETAINED: retained });
		try {
			assert.match(await wake(), /^started, reading 1\nconnected, session new\n/);
			await broker.kill();
			assert.match(await wake(), /^started, reading 2\n.*kept\n/s);
			assert.equal(taken.length, 1);
			await broker.restart();
			assert.match(await wake(), /^started, reading 3\nconnected/);
			assert.deepEqual(taken, [
				'sensors/sensor-17/reading {"n":1,"celsius":20.1}',
				'sensors/sensor-17/reading {"n":2,"celsius":20.2}',
				'sensors/sensor-17/reading {"n":3,"celsius":20.3}',
			]);
		} finally {
			await broker.stop();
		}
	},

	async telemetry() {
		const broker = await AedesBroker.start();
		const taken = new Set();
		let restarted;
		broker.on("taken", ({ topic, payload, qos }) => {
			if (topic !== "sensors/sensor-17/reading") return;
			taken.add(`${qos} ${payload}`);
			// The broker goes away in the middle, and comes back.
			if (taken.size === 5) restarted ??= broker.kill().then(() => broker.restart());
		});
		try {
			const app = build(join(root, "examples/telemetry"), "telemetry", [
				"host=127.0.0.1",
				`port=${broker.port}`,
				"interval=150",
				"count=20",
			]);
			const output = await run(app, "disconnected: disconnected");
			assert.ok(output.startsWith("connected, session new\n"), output);
			assert.equal(output.match(/^connected/gm).length, 2, output);
			assert.ok(output.includes("settled: 20 published and acknowledged\n"), output);
			const readings = Array.from({ length: 20 }, (_, i) => {
				const n = i + 1;
				return `1 {"n":${n},"celsius":${(20 + n * 0.03).toFixed(2)},"volts":${(3.3 - n / 1000).toFixed(3)}}`;
			});
			assert.deepEqual([...taken], readings);
		} finally {
			await restarted;
			await broker.stop();
		}
	},
};

/** Runs an app until it has printed `last`, or ends; what it has printed. */
async function run(app, last, environment) {
	const device = launch(app, environment);
	let output = "";
	for (const stream of [device.process.stdout, device.process.stderr]) {
		stream.setEncoding("utf8").on("data", (text) => {
			output += text;
			if (last !== undefined && output.includes(last)) device.process.kill("SIGKILL");
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
