// Random networks, one seed after another, until so many messages have been through so many faults.
import { equal } from "../assert.js";

const COUNTED = Object.freeze(["several", "births", "asked", "holes", "discards", "replaced", "latestArrived"]);

/** How much of a long run is done here: an XS engine is a tenth as fast as Node.js. */
export const SHARE = globalThis.process ? 1 : 0.1;

/**
 * Networks of that class, from the seed `first` on, until `messages` messages have arrived: each is run to its end, where nothing may be missing.
 * @param faults how many there must have been.
 * @param deepest how far callbacks call the client that are called from within callbacks; 0 for not at all.
 */
export async function runUntil(Network, first, messages, faults, deepest) {
	const sum = { messages: 0, faults: 0, silent: 0, networks: 0 };
	for (const name of COUNTED) sum[name] = 0;
	for (let seed = first; sum.messages < messages; seed++) {
		// Lets the machine breathe, and from here on nothing else is on the stack.
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
		// Each connection but the last ended against our will, or did not come about; and devices restart.
		sum.faults += network.host.sockets - 1 + (network.restarts ?? 0);
		if (network.options.keepAlive === 0) sum.silent++;
		sum.networks++;
		for (const name of COUNTED) sum[name] += network[name];
	}
	equal(sum.faults >= faults, true, `${sum.faults} faults, ${sum.messages} messages`);
	equal(sum.silent * 5 >= sum.networks, true, `${sum.silent} of ${sum.networks} networks without keep alive`);
	// Of all that there is, something has happened.
	for (const name of COUNTED) equal(sum[name] >= sum.networks / 4, true, `${name} ${sum[name]}`);
	return sum;
}
