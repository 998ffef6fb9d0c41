// The exchange of suite.js, with the client on a simulated device of 32 KB.
import { fileURLToPath } from "node:url";
import { byteCode, SimulatorError, simulate } from "../../dist/simulator/simulate.js";
import { deepEqual, equal, ok } from "../assert.js";
import { missing } from "../require.js";
import { Aedes5Broker, AedesBroker } from "./aedes.js";
import { MosquittoBroker } from "./mosquitto.js";
import { exchange } from "./numbers.js";

const MESSAGES = 1_000;
const manifest = (name) => fileURLToPath(new URL(`apps/numbers/${name}.json`, import.meta.url));
const MANIFEST = manifest("manifest");
/** The same app with 5.0. */
const MANIFEST5 = manifest("manifest_mqtt5");
/** The same app in a WebSocket. */
const WEBSOCKET = manifest("manifest_websocket");
/** The memory of an ESP8266 and the send buffer of its sockets. */
const CHIP = { static: 32_768, sendBuffer: 1_072 };

/** Declares the cases for an engine of this word size. */
function declare(bits) {
	const runs = [
		[AedesBroker, MANIFEST],
		[MosquittoBroker, MANIFEST],
		[Aedes5Broker, MANIFEST5],
		[MosquittoBroker, MANIFEST5],
		[AedesBroker, WEBSOCKET],
		[MosquittoBroker, WEBSOCKET],
	];
	const titles = { [MANIFEST5]: " and 5.0", [WEBSOCKET]: " over WebSocket" };
	for (const [Broker, app] of runs) {
		describe(`A device (${bits}-bit) with ${Broker.title}${titles[app] ?? ""}`, () => {
			const reason = Broker.missing?.();
			if (reason) return missing(Broker.title, reason);

			let broker;
			let device;
			/** The protocol versions that were used, as reported by aedes. */
			const versions = new Set();

			before(async () => {
				broker = await Broker.start({ webSocket: app === WEBSOCKET });
				broker.aedes?.on("client", ({ version }) => versions.add(version));
			});

			after(async () => {
				device?.process.kill("SIGKILL");
				await device?.exit;
				await broker?.stop();
			});

			it(`loses none of ${MESSAGES} messages each way while the broker is killed and restarted three times`, async () => {
				const run = exchange(broker, MESSAGES, begin);
				let output = "";
				let report = "";

				async function begin() {
					const config = { port: broker.webSocketPort || broker.port, count: MESSAGES };
					device = await simulate(app, { bits, ...CHIP, config, figures: true, stdio: ["ignore", "pipe", "pipe"] });
					device.process.stdout.on("data", (data) => {
						output += data;
					});
					device.process.stderr.on("data", (data) => {
						report += data;
					});
					const code = await device.exit;
					if (code) run.fail(new Error(`the device ended with code ${code}: ${report}`));
				}

				await run.run();
				equal(await device.exit, 0);
				equal(run.kills, 3);
				deepEqual(run.received.early, []);
				const lines = output.trim().split("\n");
				const { again, connections, ...result } = JSON.parse(lines.at(-1));
				deepEqual(result, { published: MESSAGES, received: MESSAGES, early: 0, settled: true });
				ok(connections >= 4);
				equal(lines.at(-2), "disconnected: disconnected");
				const { peakBytes } = JSON.parse(report.trim().split("\n").at(-1));
				ok(peakBytes < CHIP.static, `${peakBytes} bytes`);
				if (broker.aedes) deepEqual([...versions], [app === MANIFEST5 ? 5 : 4]);
			});
		});
	}
}

for (const bits of [64, 32]) {
	try {
		// Builds the engine if necessary.
		await byteCode(MANIFEST, { bits });
		declare(bits);
	} catch (error) {
		describe(`A device (${bits}-bit)`, () => {
			if (error instanceof SimulatorError && error.message.includes("for 32 bits")) missing("32-bit", error.message);
			else it("can be simulated", () => Promise.reject(error));
		});
	}
}
