import { equal } from "../../assert.js";
import { Host5 } from "../../mqtt5/host.js";
import { Poisoned } from "../discard-random.js";

describe("A server of 5.0 that answers each seventh message by closing, at QoS 1 and 2, and acknowledges others before it does, out of order", () => {
	it("gets all the others, and only those are given up", async () => {
		let messages = 0;
		for (let seed = 1; seed <= 30; seed++) {
			await undefined;
			const random = new Poisoned(new Host5(), seed, 1, ["20 06 00 00 03 21 00 05", "20 06 01 00 03 21 00 05"]);
			try {
				for (let i = 0; i < 300; i++) random.step();
				random.end();
			} catch (error) {
				error.message = `seed ${seed}: ${error.message}`;
				throw error;
			}
			messages += random.messages.length;
		}
		equal(messages > 500, true, messages);
	});
});
