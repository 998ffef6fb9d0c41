import { runNetworks } from "./network-runs.js";

// With a larger stack than the smallest device's, as callbacks call the client, which calls them back.

describe("A network that splits, delays and loses, where every callback calls every method of the client", () => {
	it("delivers each message that was accepted, first arrivals in order, and the client settles", () =>
		runNetworks(1, 20, 1_500, 1));

	it("does so where callbacks that are called from within callbacks do the same", () => runNetworks(21, 40, 1_500, 2));
});
