import { equal } from "../assert.js";
import { Network5 } from "./network.js";

/** A network with a server of 5.0 of each seed from `first` to `last`: see runNetworks(). */
export function runNetworks5(first, last, deepest) {
	return runNetworks(Network5, LEAST_5, first, last, deepest);
}

/**
 * A network of that class of each seed from `first` to `last`, to its end.
 * @param least how much of what it counts there must be for each, so that something is shown.
 * @param deepest how far callbacks call the client that are called from within callbacks; 0 for not at all.
 */
export async function runNetworks(Network, least, first, last, deepest) {
	const sum = {};
	for (let seed = first; seed <= last; seed++) {
		// From here on nothing else is on the stack, which in a device is small.
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
	// Neither so bad nor so good that nothing is shown.
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
