import { ok } from "../assert.js";
import { wakeUp } from "../unattended/wakes.js";

const WAKES = globalThis.process ? 100_000 : 10_000;

describe("A hundred thousand wakes with brokers that mishandle early packets in every known way", () => {
	for (const [name, version] of [
		["3.1.1", 4],
		["5.0", 5],
	])
		it(`${name} loses no message, keeps their order, and needs at most one connection more`, async function () {
			this.timeout(600_000);
			const { eager, sockets } = await wakeUp(version, WAKES, { first: 1_000_000 });
			ok(eager > sockets / 10, `${eager} of ${sockets} connections were eager`);
		});
});
