// Messages larger than memory on the simulated device, with the same app as on the chip.
import { fileURLToPath } from "node:url";
import { simulate } from "mote-mqtt/simulator";
import { MosquittoBroker } from "../brokers/mosquitto.js";
import { Device } from "../examples/device.js";
import { compiled } from "../hosts/simulator/app.js";
import { missing } from "../require.js";
import { streams } from "./streams.js";

const manifest = fileURLToPath(new URL("apps/streams/manifest.json", import.meta.url));

describe("Messages larger than memory, on the simulated device", function () {
	this.timeout(60_000);
	const reason = MosquittoBroker.missing();
	if (reason) return missing("mosquitto", reason);

	before(compiled);

	streams({
		async start(port, isWebSocket) {
			const config = { port, websocket: Number(isWebSocket) };
			return new Device(await simulate(manifest, { config, stdio: ["ignore", "pipe", "ignore"] }));
		},
	});
});
