// Streams at random, the same in each run: `npm run fuzz` has others.
import fc from "fast-check";
import { properties } from "./properties.js";

const SEED = 1;
const RUNS = 300;

describe("Any stream of bytes", function () {
	this.timeout(60_000);
	for (const [name, property] of Object.entries(properties)) {
		it(`in ${name} [MQTT-4.2-1]`, () => fc.assert(property, { seed: SEED, numRuns: RUNS }));
	}
});
