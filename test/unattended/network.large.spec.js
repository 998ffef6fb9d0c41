import { Unattended5, Unattended311 } from "./network.js";
import { runUntil } from "./network-runs.js";

// A sample of test/long/networks.long.js. With a larger stack than the smallest device's, as callbacks call the client, which calls them back.
describe("A network that splits, delays, loses and dies without a word, and a device that restarts and has all that an unattended one has", () => {
	for (const [version, Network] of [
		["3.1.1", Unattended311],
		["5.0", Unattended5],
	]) {
		it(`${version} loses nothing, and is subscribed to what it wants`, () => runUntil(Network, 1, 2_000, 100, 0));

		it(`${version} does so where every callback calls the client`, () => runUntil(Network, 101, 2_000, 100, 2));
	}
});
