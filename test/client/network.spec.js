import { equal } from "../assert.js";
import { Network } from "./network.js";

/** A network of each seed from `first` to `last` for `steps`, and then to its end. */
function run(first, last, steps) {
	let connections = 0;
	let arrived = 0;
	let calls = 0;
	for (let seed = first; seed <= last; seed++) {
		const network = new Network(seed);
		network.start();
		try {
			for (let i = 0; i < steps; i++) network.step();
			network.end();
		} catch (error) {
			error.message = `seed ${seed}: ${error.message}`;
			throw error;
		}
		connections += network.connections;
		arrived += network.arrived;
		calls += network.calls;
	}
	// The network is not so bad, nor so good, that nothing is shown.
	equal(connections > (last - first + 1) * 3, true, connections);
	equal(arrived > (last - first + 1) * 50, true, arrived);
	equal(calls > (last - first + 1) * 10, true, calls);
}

describe("A network that splits, delays and loses", () => {
	it("delivers each message that was accepted, first arrivals in order, and the client settles [MQTT-4.1.0-1] [MQTT-4.6.0-1]", () => {
		run(1, 10, 1_500);
	});

	it("does so for long", () => {
		run(100, 101, 8_000);
	});
});
