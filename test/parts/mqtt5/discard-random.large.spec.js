import { equal } from "../../assert.js";
import { Host5 } from "../../mqtt5/host.js";
import { Random } from "../discard-random.js";

describe("Messages of 5.0 that are discarded at any time, whatever happens", () => {
	it("are reported once, do not block others, and no identifier is used twice", async () => {
		let discarded = 0;
		let messages = 0;
		for (let seed = 1; seed <= 60; seed++) {
			await undefined;
			// Receive Maximum is 3.
			const random = new Random(new Host5(), seed, 1, ["20 06 00 00 03 21 00 03", "20 06 01 00 03 21 00 03"]);
			try {
				for (let i = 0; i < 400; i++) random.step();
				random.end();
			} catch (error) {
				error.message = `seed ${seed}: ${error.message}`;
				throw error;
			}
			messages += random.messages.length;
			discarded += random.messages.filter((message) => message.discarded).length;
		}
		equal(messages > 1_000 && discarded > 250, true, `${messages}, ${discarded}`);
	});
});
