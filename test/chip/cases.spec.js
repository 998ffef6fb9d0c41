// The cases of cases.js on the simulated device.
import { fileURLToPath } from "node:url";
import { simulate } from "mote-mqtt/simulator";
import { MosquittoBroker } from "../brokers/mosquitto.js";
import { Device } from "../examples/device.js";
import { compiled } from "../hosts/simulator/app.js";
import { missing } from "../require.js";
import { cases } from "./cases.js";

const manifest = fileURLToPath(new URL("apps/cases/manifest.json", import.meta.url));

describe("What happens to a connection, on the simulated device", function () {
	this.timeout(60_000);
	const reason = MosquittoBroker.missing();
	if (reason) return missing("mosquitto", reason);

	before(compiled);

	cases({
		start: async (port) =>
			new Device(await simulate(manifest, { config: { port }, stdio: ["ignore", "pipe", "ignore"] })),
	});
});
