// Checks under the SDK's engine that no operation allocates, as bench/ does in the simulator. The SDK's own client,
// which does allocate, is the control.
import assert from "node:assert/strict";
import { join } from "node:path";
import { startBroker } from "../../../bench/broker.js";
import { CONTROL, OPERATIONS } from "../../../bench/measure.js";
import { attempt, buildManifest, launch, root } from "./sdk.js";

/** The allocation of one operation does not depend on their number, and a busy machine may need long for each. */
const COUNT_MEMORY = 1_000;
/** Over TCP, the SDK's simulator polls a socket only every 20 ms. */
const COUNT_TCP = 40;
const COUNT_CONTROL = 20;

/** Builds an app for a broker, and runs it until it has printed its measurements, by the operations' names. */
async function measure(name, manifest) {
	const broker = await startBroker();
	try {
		const { include, config } = manifest;
		const app = buildManifest(name, {
			include: [
				"$(MODDABLE)/examples/manifest_base.json",
				"$(MODDABLE)/examples/manifest_net.json",
				join(root, "test/hosts/moddable/device/manifest.json"),
				...include.map((path) => join(root, path)),
			],
			config: { ...config, port: broker.port },
		});
		const device = launch(app);
		let output = "";
		for (const stream of [device.process.stdout, device.process.stderr]) {
			stream.setEncoding("utf8").on("data", (text) => {
				output += text;
				if (output.endsWith("]\n")) device.process.kill("SIGKILL");
			});
		}
		await device.exit;
		if (!output.startsWith("[")) throw new Error(`${name} did not measure\n${output}`);
		return new Map(JSON.parse(output).map((each) => [each.name, each]));
	} finally {
		await broker.stop();
	}
}

/** The allocation of one operation. */
function figures({ name, count, slots, chunkBytes, cHeapBytes }) {
	const calls = cHeapBytes === undefined ? "" : `; malloc ${cHeapBytes} times`;
	return `${count} of ${name}: ${slots / count} slots, ${chunkBytes / count} bytes of chunks each${calls}`;
}

for (const [socket, count] of [
	["memory", COUNT_MEMORY],
	["tcp", COUNT_TCP],
]) {
	const include = ["bench/device/operations/manifest.json"];
	const name = `operations-${socket}`;
	const measured = await attempt(name, () => measure(name, { include, config: { socket, count } }));
	if (!measured) continue;
	describe(`Under the SDK's engine, over ${socket === "tcp" ? "TCP and a broker" : "a socket in memory"}`, () => {
		for (const name of OPERATIONS) {
			it(figures(measured.get(name)), () => {
				const { count: done, slots, chunkBytes } = measured.get(name);
				assert.deepEqual({ done, slots, chunkBytes }, { done: count, slots: 0, chunkBytes: 0 });
			});
		}
		it(`a string as payload is seen to allocate: ${figures(measured.get(CONTROL))}`, () => {
			const { slots, chunkBytes } = measured.get(CONTROL);
			assert.ok(slots >= count && chunkBytes >= count);
		});
	});
}

const control = await attempt("control", () =>
	measure("control", {
		include: ["test/hosts/moddable/apps/control/manifest.json"],
		config: { count: COUNT_CONTROL },
	}),
);
if (control)
	describe("The SDK's own client, over TCP and a broker, as the control", () => {
		for (const name of OPERATIONS) {
			it(figures(control.get(name)), () => {
				const { slots, chunkBytes } = control.get(name);
				assert.ok(slots > 0 && chunkBytes > 0);
			});
		}
	});
