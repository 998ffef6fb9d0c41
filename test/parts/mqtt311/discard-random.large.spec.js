import { equal } from "../../assert.js";
import { ACCEPTED, Host, PRESENT } from "../../mqtt311/host.js";
import { Random } from "../discard-random.js";

describe("Messages that are discarded at any time, whatever happens", () => {
	it("are reported once, do not block others, and no identifier is used twice", async () => {
		let discarded = 0;
		let messages = 0;
		for (let seed = 1; seed <= 60; seed++) {
			await undefined;
			const random = new Random(new Host(), seed, 0, [ACCEPTED, PRESENT]);
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
		equal(messages > 2_000 && discarded > 500, true, `${messages}, ${discarded}`);
	});
});
