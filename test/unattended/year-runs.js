import { equal } from "../assert.js";
import { Year } from "./year.js";

const NAMES = Object.freeze({ aws: "AWS IoT Core", azure: "Azure Event Grid", thingsboard: "ThingsBoard" });

/** Declares the specs of a device that nobody visits for so many days. */
export function liveAYear(cloud, version, { days, interval, seeds }) {
	describe(`A device that nobody visits for ${days} days, with a broker like ${NAMES[cloud]} in ${version === 5 ? "5.0" : "3.1.1"}`, () => {
		for (const seed of seeds)
			it(`is subscribed, "online" and up to date after each mishap, and at the end (seed ${seed})`, async function () {
				this.timeout(600_000);
				// From here on nothing else is on the stack.
				await undefined;
				const year = new Year(cloud, version, seed, interval);
				year.live(days);
				year.end();
				// So much has happened that something is shown.
				equal(year.accepted + year.full >= (days * 86_400_000) / interval, true, year.accepted);
				equal(year.poisoned >= 11, true, year.poisoned);
				equal(year.checks >= days * 10, true, year.checks);
				equal(year.faults >= days, true, year.faults);
			});
	});
}
