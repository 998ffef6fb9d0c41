import { runNetworks } from "../network-runs.js";
import { WebSocketNetwork } from "./network.js";

// With a larger stack than the smallest device's, as a network, its server and a client are on it at once.

const LEAST = Object.freeze({ connections: 3, arrived: 30, frames: 100, pongs: 2 });

describe("A network that splits, delays and loses, with a WebSocket in it", () => {
	it("delivers each message that was accepted, first arrivals in order, and the client settles", () =>
		runNetworks(WebSocketNetwork, LEAST, 1, 10, 0));

	it("does so for long", () => runNetworks(WebSocketNetwork, LEAST, 100, 101, 0, 8_000));

	it("does so where every callback calls every method of the client", () =>
		runNetworks(WebSocketNetwork, LEAST, 21, 40, 2));
});
