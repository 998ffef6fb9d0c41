import { Run } from "../large-messages-random.js";

const RUNS = 300;
const STEPS = 150;

for (const is5 of [false, true])
	describe(`Large messages over bad connections, from sources that do anything, with ${is5 ? "5.0" : "3.1.1"}`, () => {
		it("arrive whole and in order, or are reported as given up; other messages arrive", async () => {
			for (let seed = 1; seed <= RUNS; seed++) {
				// A device's stack is small.
				await undefined;
				const run = new Run(seed, is5);
				for (let i = 0; i < STEPS; i++) run.step();
				run.end();
			}
		});
	});
