// In Node.js only, and so for longer: the network, its server and the making of a client are too much for the stack of a device.
import { equal } from "../assert.js";
import { Network5 } from "./mqtt5.js";

describe("A network that splits, delays and loses, and a device that restarts, with 5.0", () => {
	it("delivers each message at QoS 2 once in a session, in order, in both directions [MQTT-4.3.3-6] [MQTT-4.3.3-10] [MQTT-4.6.0-1] [MQTT-4.6.0-3] [MQTT-3.3.4-7]", () => {
		const sum = { connections: 0, arrived: 0, arrived2: 0, had: 0, restarts: 0 };
		for (let seed = 1; seed <= 100; seed++) {
			const network = new Network5(seed);
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
		for (const name in sum) equal(sum[name] > (name.endsWith("s") ? 20 : 100), true, `${name} ${sum[name]}`);
	});
});
