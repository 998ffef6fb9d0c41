import { runNetworks2 } from "./network-qos2-runs.js";

describe("A device that restarts in the middle of a callback, and every callback calls every method of the client", () => {
	it("has each message at QoS 2 once in a session, in order, in both directions", () => runNetworks2(1, 20, 1));

	it("does so where callbacks that are called from within callbacks do the same", () => runNetworks2(21, 40, 2));
});
