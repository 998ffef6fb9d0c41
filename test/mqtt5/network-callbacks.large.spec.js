import { runNetworks5 } from "./network-runs.js";

// With a larger stack than the smallest device's, as callbacks call the client, which calls them back.

describe("A network of 5.0 where every callback calls every method of the client, and the device restarts in the middle of one", () => {
	it("has each message delivered that was accepted, and told of", () => runNetworks5(1, 20, 1));

	it("does so where callbacks that are called from within callbacks do the same", () => runNetworks5(21, 40, 2));
});
