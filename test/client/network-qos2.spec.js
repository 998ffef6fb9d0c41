import { equal } from "../assert.js";
import { Network2 } from "./network-qos2.js";

describe("A network that splits, delays and loses, and a device that restarts", () => {
	it("delivers each message at QoS 2 once in a session, in order, in both directions [MQTT-4.3.3-1] [MQTT-4.3.3-2] [MQTT-4.6.0-1] [MQTT-4.6.0-3]", () => {
		const sum = { connections: 0, arrived2: 0, had: 0, restarts: 0 };
		for (let seed = 1; seed <= 10; seed++) {
			const network = new Network2(seed);
			network.start();
			try {
				for (let i = 0; i < 1_500; i++) {
					network.more();
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
		for (const name in sum) equal(sum[name] > (name.endsWith("s") ? 20 : 300), true, `${name} ${sum[name]}`);
	});
});
