import { Unattended5, Unattended311 } from "../unattended/network.js";
import { runUntil, SHARE } from "../unattended/network-runs.js";

const PATIENCE = 600_000;

/** A million messages in all, for each version. */
const MESSAGES = 500_000 * SHARE;
const FAULTS = 50_000 * SHARE;

describe("A million messages through a hundred thousand faults, with keep alive and without, and a device that restarts", () => {
	for (const [version, Network] of [
		["3.1.1", Unattended311],
		["5.0", Unattended5],
	]) {
		it(`${version} loses none, and ends with the right subscriptions`, async function () {
			this.timeout(PATIENCE);
			await runUntil(Network, 1_000, MESSAGES, FAULTS, 0);
		});

		it(`${version} does so when every callback calls the client`, async function () {
			this.timeout(PATIENCE);
			await runUntil(Network, 100_000, MESSAGES, FAULTS, 2);
		});
	}
});
