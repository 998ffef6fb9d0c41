import { equal } from "../../assert.js";
import { ACCEPTED, Host, PRESENT } from "../../mqtt311/host.js";
import { Poisoned } from "../discard-random.js";

describe("A server that answers each seventh message by closing, at QoS 1 and 2, and acknowledges others before it does, out of order", () => {
	it("gets all the others, and only those are given up", async () => {
		let messages = 0;
		for (let seed = 1; seed <= 30; seed++) {
			await undefined;
			const random = new Poisoned(new Host(), seed, 0, [ACCEPTED, PRESENT]);
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
