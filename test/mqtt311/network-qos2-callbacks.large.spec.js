import { runNetworks } from "../network-runs.js";
import { Network2 } from "./network-qos2.js";

const LEAST = Object.freeze({ connections: 1, arrived2: 15, had: 15, restarts: 1 });

describe("A device that restarts in the middle of a callback, and every callback calls every method of the client", () => {
	it("has each message at QoS 2 once in a session, in order, in both directions", () =>
		runNetworks(Network2, LEAST, 1, 20, 1));

	it("does so where callbacks that are called from within callbacks do the same", () =>
		runNetworks(Network2, LEAST, 21, 40, 2));
});
