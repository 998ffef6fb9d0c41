import { runNetworks5 } from "./network-runs.js";

// With a larger stack than the smallest device's, as callbacks call the client, which calls them back.

describe("A network with a server of 5.0 that has limits, where every callback calls every method of the client", () => {
	it("delivers what was accepted, or tells that it expired", () => runNetworks5(101, 120, 1_500, 1));

	it("does so where callbacks that are called from within callbacks do the same", () =>
		runNetworks5(201, 220, 1_500, 2));
});
