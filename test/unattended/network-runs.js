// Runs random networks with successive seeds until enough messages have survived enough faults.
import { equal } from "../assert.js";

const COUNTED = Object.freeze(["several", "births", "asked", "holes", "discards", "replaced", "latestArrived"]);

/** The part of a long run that is done here: XS has a tenth of the speed of Node.js. */
export const SHARE = globalThis.process ? 1 : 0.1;

/**
 * Runs networks of this class, from the seed `first`, until `messages` messages have arrived. Each runs to its end,
 * where nothing may be missing.
 * @param faults the minimum number of faults.
 * @param deepest how deep callbacks may nest that call the client; 0 for not at all.
 */
export async function runUntil(Network, first, messages, faults, deepest) {
	const sum = { messages: 0, faults: 0, silent: 0, networks: 0 };
	for (const name of COUNTED) sum[name] = 0;
	for (let seed = first; sum.messages < messages; seed++) {
		// Yields to the event loop, and empties the stack.
		await undefined;
		const network = new Network(seed);
		network.deepest = deepest;
		try {
			network.start();
			for (let i = 0; i < 3_000; i++) {
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
		sum.messages += network.arrived + network.acknowledged + (network.arrived2 ?? 0) + (network.had ?? 0);
		// Every connection but the last was lost or failed, and devices restart.
		sum.faults += network.host.sockets - 1 + (network.restarts ?? 0);
		if (network.options.keepAlive === 0) sum.silent++;
		sum.networks++;
		for (const name of COUNTED) sum[name] += network[name];
	}
	equal(sum.faults >= faults, true, `${sum.faults} faults, ${sum.messages} messages`);
	equal(sum.silent * 5 >= sum.networks, true, `${sum.silent} of ${sum.networks} networks without keep alive`);
	// Each kind of event must have happened often enough.
	for (const name of COUNTED) equal(sum[name] >= sum.networks / 4, true, `${name} ${sum[name]}`);
	return sum;
}
