// An app written to the standard alone, on a device of 32 KB in the simulator, and a broker.
import { fileURLToPath } from "node:url";
import { SimulatorError, simulate } from "../../dist/simulator/simulate.js";
import { deepEqual, equal } from "../assert.js";
import { AedesBroker } from "../brokers/aedes.js";

const MANIFEST = fileURLToPath(new URL("apps/echo/manifest.json", import.meta.url));
/** An ESP8266's memory, and the send buffer of its sockets. */
const CHIP = { static: 32_768, sendBuffer: 1_072 };

for (const bits of [64, 32]) {
	describe(`An app for ECMA-419's client on a device (${bits}-bit)`, () => {
		let broker;
		let device;

		before(async () => {
			broker = await AedesBroker.start({ denied: ["echo/refused"] });
		});

		after(async () => {
			device?.process.kill("SIGKILL");
			await device?.exit;
			await broker?.stop();
		});

		it("subscribes, publishes in fragments, receives ten times its buffers, and echoes at QoS 2", async function () {
			const taken = [];
			broker.on("taken", ({ topic, payload, qos }) => {
				taken.push(topic === "echo/large" ? `${topic} ${payload.length}` : `${topic} ${payload} ${qos}`);
			});
			try {
				device = await simulate(MANIFEST, {
					bits,
					...CHIP,
					config: { port: broker.port },
					stdio: ["ignore", "pipe", "pipe"],
				});
			} catch (error) {
				if (error instanceof SimulatorError && error.message.includes("for 32 bits")) return this.skip();
				throw error;
			}
			let output = "";
			for (const stream of [device.process.stdout, device.process.stderr]) {
				stream.on("data", (text) => {
					output += text;
					if (String(text).includes("received")) broker.publish("echo/in", "hello");
				});
			}
			equal(await device.exit, 0, output);
			const lines = output.split("\n");
			deepEqual(taken.slice(0, 2), ["echo/out ready 1", "echo/large 10000"]);
			equal(taken[2], "echo/out hello 2");
			for (const line of [
				"control 2",
				"control 9",
				"granted 2,0,128",
				"large 10000",
				"received 10000",
				"control 7",
				"closed",
			])
				equal(lines.includes(line), true, `${line} in ${output}`);
			equal(output.includes("error"), false, output);
		});
	});
}
