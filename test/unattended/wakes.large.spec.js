import { ok } from "../assert.js";
import { wakeUp } from "./wakes.js";

/** An XS engine is a tenth as fast as Node.js, and has less time here. */
const WAKES = globalThis.process ? 3_000 : 100;

describe("A device that wakes, connects eagerly, and sleeps, with brokers that take that well, and do each of the wrong things", () => {
	for (const [name, version] of [
		["3.1.1", 4],
		["5.0", 5],
	]) {
		it(`${name} loses no message, keeps their order, and takes one connection more at the most`, async function () {
			this?.timeout(120_000);
			const { eager, sockets } = await wakeUp(version, WAKES);
			ok(eager > sockets / 10, `${eager} of ${sockets} connections were eager`);
		});

		it(`${name} loses none where a broker drops some of what came early, and takes the rest`, async function () {
			this?.timeout(120_000);
			await wakeUp(version, WAKES / 3, { isPartly: true });
		});
	}

	it("takes one connection each time where it does not connect eagerly", async function () {
		this?.timeout(120_000);
		await wakeUp(4, WAKES / 10, { isEager: false });
	});
});
