// In a module of its own: on a device, that is in flash, where a spec is not.
import { equal } from "../assert.js";
import { Network5 } from "./network.js";

/**
 * A network of each seed from `first` to `last`, to its end.
 * @param deepest how far callbacks call the client that are called from within callbacks; 0 for not at all.
 */
export async function runNetworks5(first, last, steps, deepest) {
	const sum = { connections: 0, arrived: 0, came: 0, expired: 0 };
	let network;
	for (let seed = first; seed <= last; seed++) {
		// There is not room for two.
		network = undefined;
		network = new Network5(seed);
		network.deepest = deepest;
		try {
			await started(network);
			for (let i = 0; i < steps; i++) network.step();
			network.end();
		} catch (error) {
			error.message = `seed ${seed}: ${error.message}`;
			throw error;
		}
		for (const name in sum) sum[name] += network[name];
	}
	// Neither so bad nor so good that nothing is shown.
	for (const name in sum) equal(sum[name] > (last - first + 1) * 2, true, `${name} ${sum[name]}`);
}

async function started(network) {
	// From here on nothing else is on the stack, which in a device is small.
	await undefined;
	network.start();
}
