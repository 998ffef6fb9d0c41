// The picture of fleets. The fleets themselves are tested in test/hosts/simulator/fleet.spec.js.
import { equal, match } from "node:assert/strict";
import { drawFleets } from "../../bench/fleets/picture.js";

describe("The picture of fleets", () => {
	const row = (most, last) => ({ devices: 100, mostInASecondThen: most, lastBackAfterSeconds: last });
	const picture = drawFleets({
		rows: [row(20, 7.5), row(100, 1)],
		series: {
			"back-off": { tried: [0, 80, 40, 20, 20], accepted: [0, 0, 0, 20, 20], away: 3 },
			"each second": { tried: [0, 100, 100, 100, 0], accepted: [0, 0, 0, 100, 0], away: 3 },
		},
	});

	it("has a bar for each second with accepted or refused connections", () => {
		equal(picture.match(/class="spread"/g).length, 2);
		equal(picture.match(/class="herd"/g).length, 1);
		equal(picture.match(/class="refused"/g).length, 4);
	});

	it("shows the number of devices, and when all are connected again", () => {
		match(picture, /100 devices lose their broker for 3 seconds/);
		match(picture, /at most 20 in a second; the last after 7\.5 s/);
		match(picture, /at most 100 in a second; the last after 1 s/);
	});
});
