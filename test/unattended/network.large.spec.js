import { Unattended5, Unattended311 } from "./network.js";
import { runUntil } from "./network-runs.js";

// A sample of test/long/networks.long.js. Callbacks that call the client, which calls them back, need a larger stack
// than the smallest device has.
describe("A network that splits, delays, loses and dies silently, with a device that restarts and uses all features for unattended operation", () => {
	for (const [version, Network] of [
		["3.1.1", Unattended311],
		["5.0", Unattended5],
	]) {
		it(`${version} loses nothing, and ends with the right subscriptions`, () => runUntil(Network, 1, 2_000, 100, 0));

		it(`${version} does so when every callback calls the client`, () => runUntil(Network, 101, 2_000, 100, 2));
	}
});
