import { runNetworks5 } from "./network-runs.js";

describe("A network that splits, delays and loses, with a server of 5.0 that has limits", () => {
	it("delivers what was accepted, within the limits, or tells that it expired [MQTT-4.6.0-1] [MQTT-3.3.4-7] [MQTT-4.1.0-1]", () =>
		runNetworks5(1, 10, 1_500, 0));

	it("does so for long", () => runNetworks5(11, 12, 8_000, 0));
});
