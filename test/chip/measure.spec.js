// Operations on the simulated device, measured by the app that measures them on the chip.
import { deepEqual, equal } from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { simulate } from "mote-mqtt/simulator";
import { MosquittoBroker } from "../brokers/mosquitto.js";
import { Device } from "../examples/device.js";
import { compiled } from "../hosts/simulator/app.js";
import { missing } from "../require.js";
import { measure, without } from "./measure.js";

const manifest = fileURLToPath(new URL("apps/measure/manifest.json", import.meta.url));

describe("What operations allocate on the simulated device", function () {
	this.timeout(120_000);
	const reason = MosquittoBroker.missing();
	if (reason) return missing("mosquitto", reason);

	before(compiled);

	it("is nothing", async () => {
		const start = async (port) =>
			new Device(await simulate(manifest, { static: 94_208, config: { port }, stdio: ["ignore", "pipe", "ignore"] }));
		const { operations } = await measure(start);
		deepEqual(
			operations.map(({ client, operation }) => `${client} ${operation}`),
			["mote", "mote5"].flatMap((client) =>
				[
					"first turn",
					"turn",
					"first-publish-qos0",
					"another turn",
					"publish-qos0",
					"publish-qos1",
					"publish-qos1-unheard",
					"receive-qos0",
					"receive-qos1",
					"ping",
				].map((operation) => `${client} ${operation}`),
			),
		);
		for (const { operation, slots, chunkBytes, heapBytes } of without(operations))
			equal(
				`${operation}: ${slots} slots, ${chunkBytes} and ${heapBytes} bytes`,
				`${operation}: 0 slots, 0 and 0 bytes`,
			);
	});
});
