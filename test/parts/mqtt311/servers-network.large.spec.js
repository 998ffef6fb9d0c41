import { runServersNetworks } from "./servers-network.js";

describe("A network with several servers", () => {
	it("delivers each accepted message to one of them, in order, and resumes a session only where it is", () =>
		runServersNetworks(1, 30, 0));

	it("does so where every callback calls every method of the client", () => runServersNetworks(1, 30, 2));
});
