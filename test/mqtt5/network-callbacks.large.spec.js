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

// With a larger stack than the smallest device's, because callbacks call the client, which calls them again.

describe("A network of 5.0 where every callback calls every method of the client, and the device restarts in the middle of one", () => {
	it("delivers each accepted message and reports its outcome", () => runNetworks(Network5, LEAST, 1, 20, 1));

	it("does so if callbacks called from within callbacks do the same", () => runNetworks(Network5, LEAST, 21, 40, 2));
});
