import { runNetworks } from "./network-runs.js";

describe("A network that splits, delays and loses", () => {
	it("delivers each message that was accepted, first arrivals in order, and the client settles [MQTT-4.1.0-1] [MQTT-4.6.0-1]", () =>
		runNetworks(1, 10, 1_500, 0));

	it("does so for long", () => runNetworks(100, 101, 8_000, 0));
});
