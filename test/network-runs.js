// Runs random networks of any kind, one for each seed.
import { equal } from "./assert.js";

/**
 * Runs networks of the class `Network` with the seeds `first` to `last`. Each runs for `steps`, and then to its end,
 * where nothing may be missing.
 * @param least how often, on average, each network must have done what it counts. Otherwise it is so good or so bad
 * that nothing is shown.
 * @param deepest how deep callbacks may nest that call the client; 0 for not at all.
 */
export async function runNetworks(Network, least, first, last, deepest, steps = 1_500) {
	const sum = {};
	for (let seed = first; seed <= last; seed++) await runNetwork(Network, seed, deepest, steps, sum, least);
	const count = last - first + 1;
	for (const name in least) equal(sum[name] >= count * least[name], true, `${name} ${sum[name]}`);
}

/** A function of its own, so that the last network is not held while the next one runs: a device has no memory for both. */
async function runNetwork(Network, seed, deepest, steps, sum, least) {
	// Yields to the event loop, and empties the stack, which is small in a device.
	await undefined;
	const network = new Network(seed);
	network.deepest = deepest;
	try {
		network.start();
		for (let i = 0; i < steps; i++) {
			// Whether the device restarts now.
			if (network.more?.()) {
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
