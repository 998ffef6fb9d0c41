import { equal } from "../assert.js";
import { WebSocketNetwork } from "./network.js";

// With a larger stack than the smallest device's, as a network, its server and a client are on it at once.

/** Networks of each seed from `first` to `last` for `steps`, and then to their ends. */
async function run(first, last, steps, deepest) {
	const sum = { connections: 0, arrived: 0, frames: 0, pongs: 0 };
	for (let seed = first; seed <= last; seed++) {
		// From here on nothing else is on the stack.
		await undefined;
		const network = new WebSocketNetwork(seed);
		network.deepest = deepest;
		try {
			network.start();
			for (let i = 0; i < steps; i++) network.step();
			network.end();
		} catch (error) {
			error.message = `seed ${seed}: ${error.message}`;
			throw error;
		}
		for (const name in sum) sum[name] += network[name];
	}
	// The network is not so bad, nor so good, that nothing is shown.
	const count = last - first + 1;
	equal(sum.connections > count * 3, true, sum.connections);
	equal(sum.arrived > count * 30, true, sum.arrived);
	equal(sum.frames > count * 100, true, sum.frames);
	equal(sum.pongs > count * 2, true, sum.pongs);
}

describe("A network that splits, delays and loses, with a WebSocket in it", () => {
	it("delivers each message that was accepted, first arrivals in order, and the client settles", () =>
		run(1, 10, 1_500, 0));

	it("does so for long", () => run(100, 101, 8_000, 0));

	it("does so where every callback calls every method of the client", () => run(21, 40, 1_500, 2));
});
