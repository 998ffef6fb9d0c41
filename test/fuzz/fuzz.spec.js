// Random streams, the same in each run. `npm run fuzz` uses others.
import fc from "fast-check";
import { missing } from "../require.js";
import { properties } from "./properties.js";
import { sending } from "./sending.js";

const SEED = 1;
const RUNS = 100;

describe("Random streams:", function () {
	this.timeout(60_000);
	if (Object.keys(sending).length === 0) missing("mqtt-packet", "it comes with aedes");
	for (const [name, property] of Object.entries(properties)) {
		it(name, () => fc.assert(property, { seed: SEED, numRuns: RUNS }));
	}
});
