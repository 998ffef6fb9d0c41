// How sockets decide about chains of certificates: the same in Node.js and on a device in the simulator.
import { equal } from "node:assert/strict";
import { missing } from "../../require.js";
import { onMachines } from "./machines.js";
import { expectedOf, verdictsOf } from "./verdict-servers.js";
import { CASES } from "./verdicts.js";

await onMachines((machine) => {
	describe(`Verdicts on certificates ${machine.title}`, function () {
		if (CASES.length === 0) return missing("openssl", "it makes the certificates");
		this.timeout(120_000);
		let verdicts;

		before(async () => {
			verdicts = await verdictsOf((plans) => machine.dial(plans));
		});

		CASES.forEach((each, index) => {
			const expected = expectedOf(each, machine.node);
			it(`${each.title}: ${expected}`, () => equal(verdicts[index], expected));
		});
	});
});
