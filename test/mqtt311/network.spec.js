import { runNetworks } from "../network-runs.js";
import { Network } from "./network.js";

const LEAST = Object.freeze({ connections: 3, arrived: 50 });

describe("A network that splits, delays and loses", () => {
	it("delivers each message that was accepted, first arrivals in order, and the client settles [MQTT-4.1.0-1] [MQTT-4.6.0-1]", () =>
		runNetworks(Network, LEAST, 1, 10, 0));

	it("does so for long", () => runNetworks(Network, LEAST, 100, 101, 0, 8_000));
});
