import { runNetworks5 } from "./network-runs.js";

// With a larger stack than the smallest device's, because callbacks call the client, which calls them again.

describe("A network of 5.0 where every callback calls every method of the client, and the device restarts in the middle of one", () => {
	it("delivers each accepted message and reports its outcome", () => runNetworks5(1, 20, 1));

	it("does so if callbacks called from within callbacks do the same", () => runNetworks5(21, 40, 2));
});
