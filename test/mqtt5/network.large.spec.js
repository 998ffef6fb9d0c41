import { runNetworks } from "../network-runs.js";
import { Network5 } from "./network.js";

const LEAST = Object.freeze({
	connections: 2,
	arrived: 8,
	arrived2: 8,
	had: 8,
	came: 1,
	expired: 1,
	replaced: 1,
	restarts: 1,
});

describe("A network that splits, delays and loses, and a device that restarts, with a server of 5.0 that has limits", () => {
	it("delivers accepted messages within the limits, or reports that they expired or were refused [MQTT-4.6.0-1] [MQTT-3.3.4-7] [MQTT-4.1.0-1] [MQTT-4.3.3-6] [MQTT-4.3.3-10] [MQTT-4.6.0-3]", () =>
		runNetworks(Network5, LEAST, 1, 10, 0));
});
