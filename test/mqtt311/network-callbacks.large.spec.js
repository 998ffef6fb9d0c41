import { runNetworks } from "../network-runs.js";
import { Network } from "./network.js";

const LEAST = Object.freeze({ connections: 3, arrived: 50, calls: 10 });

// With a larger stack than the smallest device's, as callbacks call the client, which calls them back.

describe("A network that splits, delays and loses, where every callback calls every method of the client", () => {
	it("delivers each message that was accepted, first arrivals in order, and the client settles", () =>
		runNetworks(Network, LEAST, 1, 20, 1));

	it("does so where callbacks that are called from within callbacks do the same", () =>
		runNetworks(Network, LEAST, 21, 40, 2));
});
