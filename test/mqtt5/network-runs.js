import { equal } from "../assert.js";
import { Network5 } from "./network.js";

/**
 * A network of each seed from `first` to `last`, to its end.
 * @param deepest how far callbacks call the client that are called from within callbacks; 0 for not at all.
 */
export async function runNetworks5(first, last, deepest, steps = 1_500) {
	const sum = {
		connections: 0,
		arrived: 0,
		arrived2: 0,
		had: 0,
		came: 0,
		expired: 0,
		refusals: 0,
		restarts: 0,
		authenticated5: 0,
	};
	for (let seed = first; seed <= last; seed++) {
		// From here on nothing else is on the stack, which in a device is small.
		await undefined;
		const network = new Network5(seed);
		network.deepest = deepest;
		try {
			network.start();
			for (let i = 0; i < steps; i++) {
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
	// Neither so bad nor so good that nothing is shown.
	const count = last - first + 1;
	for (const name in sum) equal(sum[name] > count * (LEAST[name] ?? 0), true, `${name} ${sum[name]}`);
	return sum;
}

const LEAST = Object.freeze({ connections: 2, arrived: 8, arrived2: 8, had: 8, came: 1, expired: 1, restarts: 1 });
