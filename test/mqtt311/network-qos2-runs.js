import { equal } from "../assert.js";
import { Network2 } from "./network-qos2.js";

/**
 * A network of each seed from `first` to `last`, to its end.
 * @param deepest how far callbacks call the client that are called from within callbacks; 0 for not at all.
 */
export async function runNetworks2(first, last, deepest) {
	const sum = { connections: 0, arrived2: 0, had: 0, restarts: 0 };
	for (let seed = first; seed <= last; seed++) await runNetwork(seed, deepest, sum);
	// Neither too bad nor too good to be significant.
	const count = last - first + 1;
	for (const name in sum) equal(sum[name] > count * (name.endsWith("s") ? 1 : 15), true, `${name} ${sum[name]}`);
}

/** By itself, so that nothing holds the last one when there is the next: a device has not memory for both. */
async function runNetwork(seed, deepest, sum) {
	// After `await`, nothing else is on a device's small stack.
	await undefined;
	const network = new Network2(seed);
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
	for (const name in sum) sum[name] += network[name];
}
