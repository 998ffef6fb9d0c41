// examples/request-response: the sensor on the simulated device, asked from Node.js.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Aedes5Broker } from "../brokers/aedes.js";
import { Device } from "./device.js";

const ASK = fileURLToPath(new URL("../../examples/request-response/ask.js", import.meta.url));

describe("examples/request-response", () => {
	let broker;
	let device;

	before(async () => {
		broker = await Aedes5Broker.start();
		device = await Device.start("request-response", { port: broker.port });
		await device.prints("sensors/sensor-17/request: ready");
	});

	after(async () => {
		await device?.stop();
		await broker?.stop();
	});

	/** Runs the requester. Returns its exit code and output. */
	function ask(request) {
		return new Promise((resolve) => {
			execFile(process.execPath, [ASK, request, "127.0.0.1", String(broker.port)], (error, stdout, stderr) => {
				resolve({ code: error ? error.code : 0, stdout, stderr });
			});
		});
	}

	it("answers a request to the requester", async () => {
		const [celsius, volts] = await Promise.all([ask("celsius"), ask("volts")]);
		assert.deepEqual(celsius, { code: 0, stdout: 'application/json: {"celsius":21.4}\n', stderr: "" });
		assert.deepEqual(volts, { code: 0, stdout: 'application/json: {"volts":3.29}\n', stderr: "" });
		await device.prints(/: answered$/);
		await device.prints(/: answered$/);
	});

	it("answers an unknown request with that reason", async () => {
		assert.equal((await ask("colour")).stdout, "text/plain: unknown request\n");
		await device.prints("colour: answered");
	});

	it("does not answer a request without a response topic", async () => {
		broker.publish("sensors/sensor-17/request", "celsius");
		await device.prints("celsius: not answered");
	});
});
