import { ok } from "../assert.js";
import { wakeUp } from "./wakes.js";

/** XS has a tenth of the speed of Node.js, and less time here. */
const WAKES = globalThis.process ? 3_000 : 100;

describe("A device that wakes up, connects eagerly and sleeps, with brokers that mishandle early packets in every known way or not at all", () => {
	for (const [name, version] of [
		["3.1.1", 4],
		["5.0", 5],
	]) {
		it(`${name} loses no message, keeps their order, and needs at most one connection more`, async function () {
			this?.timeout(120_000);
			const { eager, sockets } = await wakeUp(version, WAKES);
			ok(eager > sockets / 10, `${eager} of ${sockets} connections were eager`);
		});

		it(`${name} loses none with a broker that drops some early packets and accepts others`, async function () {
			this?.timeout(120_000);
			await wakeUp(version, WAKES / 3, { isPartly: true });
		});
	}

	it("needs one connection each time if it does not connect eagerly", async function () {
		this?.timeout(120_000);
		await wakeUp(4, WAKES / 10, { isEager: false });
	});
});
