import { equal } from "../assert.js";
import { Network5 } from "./network.js";

let network;
let steps;
let connections = 0;
let arrived = 0;
let came = 0;
let expired = 0;

describe("A network that splits, delays and loses, with a server of 5.0 that has limits", () => {
	for (let seed = 1; seed <= 12; seed++) {
		it(`delivers what was accepted, within the limits, or tells that it expired: seed ${seed} [MQTT-4.6.0-1] [MQTT-3.3.4-7] [MQTT-4.1.0-1]`, () => {
			network = new Network5(seed);
			network.start();
			for (steps = seed > 10 ? 8_000 : 1_500; steps; steps--) network.step();
			network.end();
			connections += network.connections;
			arrived += network.arrived;
			came += network.came;
			expired += network.expired;
			network = undefined;
		});
	}

	it("is not so bad, nor so good, that nothing is shown", () => {
		equal(connections >= 50, true, connections);
		equal(arrived >= 500, true, arrived);
		equal(came >= 80, true, came);
		equal(expired >= 30, true, expired);
	});
});
