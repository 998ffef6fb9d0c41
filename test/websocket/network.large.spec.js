import { runNetworks } from "../network-runs.js";
import { WebSocketNetwork } from "./network.js";

// These cases need a larger stack than the smallest device has: the network, its server and a client are on it at once.

const LEAST = Object.freeze({ connections: 3, arrived: 30, frames: 100, pongs: 2 });

describe("On a network that splits, delays and loses data, a client over WebSocket", () => {
	it("delivers each accepted message, first deliveries in order, and settles", () =>
		runNetworks(WebSocketNetwork, LEAST, 1, 10, 0));

	it("does so during a long run", () => runNetworks(WebSocketNetwork, LEAST, 100, 101, 0, 8_000));

	it("does so even if every callback calls every method of the client", () =>
		runNetworks(WebSocketNetwork, LEAST, 21, 40, 2));
});
