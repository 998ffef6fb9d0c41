import { runNetworks } from "../network-runs.js";
import { Network2 } from "./network-qos2.js";

const LEAST = Object.freeze({ connections: 1, arrived2: 15, had: 15, restarts: 1 });

describe("A network that splits, delays and loses, and a device that restarts", () => {
	it("delivers each message at QoS 2 once in a session, in order, in both directions [MQTT-4.3.3-1] [MQTT-4.3.3-2] [MQTT-4.6.0-1] [MQTT-4.6.0-3]", () =>
		runNetworks(Network2, LEAST, 1, 10, 0));
});
