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
	const run = { Network, deepest, steps, least, sum: {} };
	for (let seed = first; seed <= last; seed++) await runNetwork(run, seed);
	const count = last - first + 1;
	for (const name in least) equal(run.sum[name] >= count * least[name], true, `${name} ${run.sum[name]}`);
}

/** A function of its own, so that the last network is not held while the next one runs: a device has no memory for both. */
async function runNetwork(run, seed) {
	// Yields to the event loop, and empties the stack, which is small in a device: so there are few locals, too.
	await undefined;
	const network = new run.Network(seed);
	network.deepest = run.deepest;
	try {
		network.start();
		takeSteps(network, run.steps);
		network.end();
	} catch (error) {
		error.message = `seed ${seed}: ${error.message}`;
		throw error;
	}
	for (const name in run.least) run.sum[name] = (run.sum[name] ?? 0) + network[name];
}

function takeSteps(network, count) {
	while (count-- > 0) {
		// Whether the device restarts now.
		if (network.more?.()) {
			const bytes = network.save();
			network.start();
			network.restore(bytes);
		}
		network.step();
	}
}
