import { runNetworks } from "../../network-runs.js";
import { NetworkFallback } from "./network-fallback.js";

const LEAST = Object.freeze({ connections: 2, arrived: 8, arrived2: 8, had: 8, falls: 1, restarts: 1 });

describe("A network with a server of 3.1.1, to which a client of 5.0 falls back, and a device that restarts", () => {
	it("delivers accepted messages, and reports each once", () => runNetworks(NetworkFallback, LEAST, 1, 10, 0));

	it("does so where every callback calls every method of the client", () =>
		runNetworks(NetworkFallback, LEAST, 21, 30, 1));

	it("does so where callbacks that are called from within callbacks do the same", () =>
		runNetworks(NetworkFallback, LEAST, 41, 50, 2));
});
