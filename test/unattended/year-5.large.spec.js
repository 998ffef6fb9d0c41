import { liveAYear } from "./year-runs.js";

// A sample of the year in test/long: a day for each month.
for (const cloud of ["aws", "azure", "thingsboard"])
	liveAYear(cloud, 5, { days: 12, interval: 1_200_000, seeds: [11, 12] });
