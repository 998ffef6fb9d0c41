// In Node.js only, and so for longer.
import { equal } from "../assert.js";
import { FallbackNetwork } from "./fallback.js";

describe("A network that splits, delays and loses, and a client of 5.0 with a server of 3.1.1", () => {
	it("delivers what was accepted before and after the client has fallen back, at QoS 1 and 2", () => {
		const sum = { connections: 0, arrived: 0, arrived2: 0, had: 0, restarts: 0, refused: 0, calls: 0 };
		for (let seed = 1; seed <= 60; seed++) {
			const network = new FallbackNetwork(seed);
			network.deepest = seed % 3;
			network.start();
			try {
				for (let i = 0; i < 1_000; i++) {
					if (network.more()) network.restart();
					network.step();
				}
				network.end();
			} catch (error) {
				error.message = `seed ${seed}: ${error.message}`;
				throw error;
			}
			for (const name in sum) sum[name] += network[name];
		}
		// Neither so bad nor so good that nothing is shown.
		for (const name in sum) equal(sum[name] > 60, true, `${name} ${sum[name]}`);
	});
});
