import { equal } from "../assert.js";
import { Network } from "./network.js";

/**
 * A network of each seed from `first` to `last` for `steps`, and then to its end.
 * @param deepest how far callbacks call the client that are called from within callbacks; 0 for not at all.
 */
export async function runNetworks(first, last, steps, deepest) {
	const sum = { connections: 0, arrived: 0, calls: 0 };
	for (let seed = first; seed <= last; seed++) {
		// After `await`, nothing else is on a device's small stack.
		await undefined;
		const network = new Network(seed);
		try {
			run(network, steps, deepest);
		} catch (error) {
			error.message = `seed ${seed}: ${error.message}`;
			throw error;
		}
		for (const name in sum) sum[name] += network[name];
	}
	// The network is not so bad, nor so good, that nothing is shown.
	const count = last - first + 1;
	equal(sum.connections > count * 3, true, sum.connections);
	equal(sum.arrived > count * 50, true, sum.arrived);
	equal(sum.calls >= count * 10 * Math.min(deepest, 1), true, sum.calls);
}

function run(network, steps, deepest) {
	network.deepest = deepest;
	network.start();
	for (let i = 0; i < steps; i++) network.step();
	network.end();
}
