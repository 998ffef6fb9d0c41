import { equal } from "../assert.js";
import { Network5 } from "./network.js";

/** Runs a network with a server of 5.0 for each seed from `first` to `last`: see runNetworks(). */
export function runNetworks5(first, last, deepest) {
	return runNetworks(Network5, LEAST_5, first, last, deepest);
}

/**
 * Runs a network of this class for each seed from `first` to `last`, to its end.
 * @param least the minimum of its counters for each network, so that the run is significant.
 * @param deepest how deep callbacks nest that call the client; 0 for not at all.
 */
export async function runNetworks(Network, least, first, last, deepest) {
	const sum = {};
	for (let seed = first; seed <= last; seed++) {
		// After `await`, nothing else is on a device's small stack.
		await undefined;
		const network = new Network(seed);
		network.deepest = deepest;
		try {
			network.start();
			for (let i = 0; i < 1_500; i++) {
				if (network.more()) {
					const bytes = network.save();
					network.start();
					network.restore(bytes);
				}
				network.step();
			}
			network.end();
		} catch (error) {
			error.message = `seed ${seed}: ${error.message}`;
			throw error;
		}
		for (const name in least) sum[name] = (sum[name] ?? 0) + network[name];
	}
	// Neither too bad nor too good to be significant.
	const count = last - first + 1;
	for (const name in least) equal(sum[name] >= count * least[name], true, `${name} ${sum[name]}`);
}

const LEAST_5 = Object.freeze({
	connections: 2,
	arrived: 8,
	arrived2: 8,
	had: 8,
	came: 1,
	expired: 1,
	replaced: 1,
	restarts: 1,
});
