import { liveAYear } from "../unattended/year-runs.js";

// A reading every ten minutes for a year, with each broker, in both versions. XS is slower and runs only the one with
// a second broker.
const seeds = globalThis.process ? [1, 2, 3] : [3];

for (const cloud of ["aws", "azure", "thingsboard"])
	for (const version of [4, 5]) liveAYear(cloud, version, { days: 365, interval: 600_000, seeds });
