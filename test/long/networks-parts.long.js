// In Node.js alone: the network and the parts are more than a device has memory for.
import { Parts5, Parts311 } from "../unattended/network-parts.js";
import { runUntil } from "../unattended/network-runs.js";

const MESSAGES = 100_000;
const FAULTS = 10_000;

describe("A network as bad as that, and a device that has nearly all parts", () => {
	for (const [version, Network] of [
		["3.1.1", Parts311],
		["5.0", Parts5],
	]) {
		for (const deepest of [0, 2]) {
			it(`${version} loses nothing${deepest ? ", though every callback calls the client" : ""}`, async function () {
				this.timeout(600_000);
				await runUntil(Network, 1_000 * (1 + deepest), MESSAGES, FAULTS, deepest);
			});
		}
	}
});
